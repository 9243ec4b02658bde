using Google.Protobuf.Reflection;

namespace Grpc.Reflection;

/// <summary>Finds the file that defines a symbol.</summary>
public class SymbolRegistry
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];

    private SymbolRegistry()
    {
    }

    /// <summary>Knows these files, the files that they import, and all of their messages, enums, services and methods.</summary>
    public static SymbolRegistry FromFiles(IEnumerable<FileDescriptor> fileDescriptors)
    {
        var registry = new SymbolRegistry();
        foreach (FileDescriptor file in fileDescriptors)
            registry.Add(file);
        return registry;
    }

    /// <summary>Null when there is none.</summary>
    public FileDescriptor? FileByName(string filename) => _files.GetValueOrDefault(filename);

    /// <summary>Null when there is none. Full names, such as <c>kws.audio.v1.KeywordSpotter</c>.</summary>
    public FileDescriptor? FileContainingSymbol(string symbol) => _symbols.GetValueOrDefault(symbol);

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
            return;
        foreach (FileDescriptor import in file.Dependencies)
            Add(import);
        foreach (ServiceDescriptor service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (MethodDescriptor method in service.Methods)
                _symbols[method.FullName] = file;
        }
        foreach (EnumDescriptor type in file.EnumTypes)
            _symbols[type.FullName] = file;
        foreach (MessageDescriptor message in file.MessageTypes)
            Add(message, file);
    }

    private void Add(MessageDescriptor message, FileDescriptor file)
    {
        _symbols[message.FullName] = file;
        foreach (EnumDescriptor type in message.EnumTypes)
            _symbols[type.FullName] = file;
        foreach (MessageDescriptor nested in message.NestedTypes)
            Add(nested, file);
    }
}
