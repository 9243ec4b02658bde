using Google.Protobuf;
using Grpc.Core;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>A data set that was refused: <c>INVALID_ARGUMENT</c>, with its faults as a trailer.</summary>
/// <param name="refused">Why.</param>
internal sealed class ImportRefusal(DataSetRefusedException refused) : Exception(refused.Message, refused), IStatusError
{
    /// <summary>Holds an <see cref="ImportFaults"/>.</summary>
    public const string Trailer = "kws-faults-bin";

    // Clients take 64 KiB of trailers, and they travel in base 64.
    private const int MostBytes = 40 * 1024;

    private const int LongestText = 1_000;

    public StatusCode StatusCode => StatusCode.InvalidArgument;

    public Metadata Trailers => new() { { Trailer, ToMessage().ToByteArray() } };

    private ImportFaults ToMessage()
    {
        var message = new ImportFaults { Total = refused.Total };
        var bytes = 0;
        foreach (var fault in refused.Faults)
        {
            // Whoever named the files has not thought of terminals.
            var told = new ImportFault
            {
                File = Printable.Text(fault.File, LongestText),
                Reason = Printable.Text(fault.Reason, LongestText),
            };
            if ((bytes += told.CalculateSize() + 4) > MostBytes)
                break;
            message.Faults.Add(told);
        }

        return message;
    }
}
