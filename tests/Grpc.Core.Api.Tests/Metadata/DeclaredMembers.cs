using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Grpc.Core.Api.Tests.Metadata;

/// <summary>What other assemblies can call or override in one assembly, as text.</summary>
internal static class DeclaredMembers
{
    public static HashSet<string> Of(string assemblyPath)
    {
        using var file = new PEReader(File.OpenRead(assemblyPath));
        MetadataReader reader = file.GetMetadataReader();
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            if ((type.Attributes & TypeAttributes.VisibilityMask) is not (TypeAttributes.Public or TypeAttributes.NestedPublic))
                continue;
            string typeName = TypeNames.Of(reader, handle);
            members.Add(typeName);
            members.UnionWith(Methods(reader, type).Select(method => $"{typeName}::{method}"));
            members.UnionWith(Fields(reader, type).Select(field => $"{typeName}::{field}"));
        }
        return members;
    }

    private static IEnumerable<string> Methods(MetadataReader reader, TypeDefinition type)
    {
        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = reader.GetMethodDefinition(handle);
            if ((method.Attributes & MethodAttributes.MemberAccessMask) is not (MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem))
                continue;
            string text = reader.GetString(method.Name) + SignatureText.Of(method.DecodeSignature(new SignatureText(), ImmutableArray<string>.Empty));
            yield return text;
            if (method.Attributes.HasFlag(MethodAttributes.Virtual))
                yield return "virtual " + text;
        }
    }

    private static IEnumerable<string> Fields(MetadataReader reader, TypeDefinition type) =>
        from handle in type.GetFields()
        let field = reader.GetFieldDefinition(handle)
        where (field.Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family
        select $"{reader.GetString(field.Name)} : {field.DecodeSignature(new SignatureText(), ImmutableArray<string>.Empty)}";
}
