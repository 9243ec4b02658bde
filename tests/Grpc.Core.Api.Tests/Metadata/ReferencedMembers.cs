using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Grpc.Core.Api.Tests.Metadata;

/// <summary>What one assembly uses of others: types, called members, overridden methods, as text.</summary>
internal sealed class ReferencedMembers : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly IReadOnlySet<string> _assemblies;

    public ReferencedMembers(string assemblyPath, IReadOnlySet<string> assemblies)
    {
        _file = new PEReader(File.OpenRead(assemblyPath));
        _reader = _file.GetMetadataReader();
        _assemblies = assemblies;
    }

    public void Dispose() => _file.Dispose();

    public IReadOnlySet<string> All() =>
        new SortedSet<string>([.. Types(), .. Members(), .. Overrides()], StringComparer.Ordinal);

    private IEnumerable<string> Types() =>
        _reader.TypeReferences.Where(IsOfInterest).Select(handle => TypeNames.Of(_reader, handle));

    private IEnumerable<string> Members()
    {
        foreach (MemberReferenceHandle handle in _reader.MemberReferences)
        {
            MemberReference member = _reader.GetMemberReference(handle);
            if (Owner(member.Parent) is not { } owner)
                continue;
            string name = _reader.GetString(member.Name);
            yield return member.GetKind() == MemberReferenceKind.Field
                ? $"{owner}::{name} : {member.DecodeFieldSignature(new SignatureText(), ImmutableArray<string>.Empty)}"
                : $"{owner}::{name}{SignatureText.Of(member.DecodeMethodSignature(new SignatureText(), ImmutableArray<string>.Empty))}";
        }
    }

    // A new slot or a method that replaces one of System.Object needs nothing of the base type.
    private IEnumerable<string> Overrides()
    {
        foreach (TypeDefinition type in _reader.TypeDefinitions.Select(_reader.GetTypeDefinition))
        {
            if (type.BaseType.IsNil || Owner(type.BaseType) is not { } baseType)
                continue;
            foreach (MethodDefinition method in type.GetMethods().Select(_reader.GetMethodDefinition))
                if (method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.NewSlot)
                    && _reader.GetString(method.Name) is not ("ToString" or "Equals" or "GetHashCode" or "Finalize"))
                    yield return $"{baseType}::virtual {_reader.GetString(method.Name)}"
                        + SignatureText.Of(method.DecodeSignature(new SignatureText(), ImmutableArray<string>.Empty));
        }
    }

    private string? Owner(EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeSpecification)
            handle = GenericDefinition((TypeSpecificationHandle)handle);
        return handle.Kind == HandleKind.TypeReference && IsOfInterest((TypeReferenceHandle)handle)
            ? TypeNames.Of(_reader, (TypeReferenceHandle)handle)
            : null;
    }

    private EntityHandle GenericDefinition(TypeSpecificationHandle handle)
    {
        BlobReader signature = _reader.GetBlobReader(_reader.GetTypeSpecification(handle).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return default;
        signature.ReadSignatureTypeCode();
        return signature.ReadTypeHandle();
    }

    private bool IsOfInterest(TypeReferenceHandle handle) => _assemblies.Contains(TypeNames.AssemblyOf(_reader, handle));
}
