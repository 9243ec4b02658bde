namespace Kws.Cli.Signs;

/// <summary>A frame as a camera took it.</summary>
/// <param name="Data">A JPEG or PNG.</param>
/// <param name="Index">Counts the frames that were lost too: the device's clock goes on while they are away.</param>
internal readonly record struct CameraFrame(byte[] Data, long Index);
