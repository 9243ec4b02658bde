using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Grpc.Core.Api.Tests.Metadata;

/// <summary>Writes signatures as text, the same for a reference to a type and for its definition.</summary>
internal sealed class SignatureText : ISignatureTypeProvider<string, ImmutableArray<string>>
{
    private const byte ValueType = 0x11;

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetFunctionPointerType(MethodSignature<string> signature) => "function pointer " + Of(signature);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(",", typeArguments)}>";

    public string GetGenericMethodParameter(ImmutableArray<string> typeArguments, int index) => "!!" + index;

    public string GetGenericTypeParameter(ImmutableArray<string> typeArguments, int index) =>
        index < typeArguments.Length ? typeArguments[index] : "!" + index;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => $"{unmodifiedType} modified by {modifier}";

    public string GetPinnedType(string elementType) => elementType;

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Kind(rawTypeKind) + TypeNames.Of(reader, handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Kind(rawTypeKind) + TypeNames.Of(reader, handle);

    public string GetTypeFromSpecification(
        MetadataReader reader, ImmutableArray<string> typeArguments, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, typeArguments);

    /// <summary>Name, generic parameter count, parameters, return type, static or not.</summary>
    public static string Of(MethodSignature<string> signature) =>
        $"`{signature.GenericParameterCount}({string.Join(", ", signature.ParameterTypes)}) : {signature.ReturnType}"
        + (signature.Header.IsInstance ? "" : " static");

    private static string Kind(byte rawTypeKind) => rawTypeKind == ValueType ? "struct " : "";
}
