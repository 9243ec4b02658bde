using System.Reflection.Metadata;

namespace Grpc.Core.Api.Tests.Metadata;

/// <summary>Full names of types, nested ones as <c>Outer/Inner</c>.</summary>
internal static class TypeNames
{
    public static string Of(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{Of(reader, (TypeReferenceHandle)type.ResolutionScope)}/{name}"
            : $"{reader.GetString(type.Namespace)}.{name}";
    }

    public static string Of(MetadataReader reader, TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        string name = reader.GetString(type.Name);
        TypeDefinitionHandle outer = type.GetDeclaringType();
        return outer.IsNil ? $"{reader.GetString(type.Namespace)}.{name}" : $"{Of(reader, outer)}/{name}";
    }

    /// <summary>The name of the assembly that a reference points to.</summary>
    public static string AssemblyOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        EntityHandle scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => AssemblyOf(reader, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            _ => "",
        };
    }
}
