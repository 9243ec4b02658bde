"""Asks a server for its health and its services with grpcio alone: python3 health_and_reflection.py HOST:PORT"""

import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVING = 1


def plain():
    """The method on raw bytes, so that no generated code of ours takes part."""
    return dict(request_serializer=lambda data: data, response_deserializer=lambda data: data)


def health(channel):
    check = channel.unary_unary("/grpc.health.v1.Health/Check", **plain())
    assert check(b"", timeout=10) == bytes([0x08, SERVING]), "the server is not SERVING"
    try:
        check(b"\x0a\x06nobody", timeout=10)
        raise AssertionError("an unknown service must be NOT_FOUND")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND, error
    watch = channel.unary_stream("/grpc.health.v1.Health/Watch", **plain())(b"", timeout=10)
    for state in watch:
        if state == bytes([0x08, SERVING]):
            break
    watch.cancel()


def reflection_response():
    """The part of ServerReflectionResponse that is read here, written down once more, independently."""
    file = descriptor_pb2.FileDescriptorProto(name="reflection_check.proto", package="check", syntax="proto3")

    def message(name, *fields):
        made = file.message_type.add(name=name)
        for number, field, label, kind, of in fields:
            made.field.add(name=field, number=number, label=label, type=kind, type_name=of)

    one, many, text, data, nested = 1, 3, 9, 12, 11
    message("Service", (1, "name", one, text, None))
    message("Services", (1, "service", many, nested, ".check.Service"))
    message("Files", (1, "file", many, data, None))
    message("Response", (4, "files", one, nested, ".check.Files"), (6, "services", one, nested, ".check.Services"))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("check.Response"))


def reflection(channel, version):
    ask = channel.stream_stream(
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo", **plain())
    symbol = b"grpc.health.v1.Health"
    requests = [b"\x3a\x01*", bytes([0x22, len(symbol)]) + symbol]
    response_type = reflection_response()
    services, files = [response_type.FromString(data) for data in ask(iter(requests), timeout=10)]
    names = [service.name for service in services.services.service]
    assert "grpc.health.v1.Health" in names, names
    file = descriptor_pb2.FileDescriptorProto.FromString(files.files.file[0])
    assert [method.name for method in file.service[0].method] == ["Check", "Watch"], file
    return names


def main():
    with grpc.insecure_channel(sys.argv[1]) as channel:
        health(channel)
        for version in ("v1", "v1alpha"):
            print(version, *reflection(channel, version))


main()
