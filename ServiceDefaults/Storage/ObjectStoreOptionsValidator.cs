using Kws.Storage;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Storage;

// The library's options ask their bucket themselves, as the command line does.
#pragma warning disable SYSLIB1212
/// <summary>Finds every fault of section <c>Storage</c>.</summary>
[OptionsValidator]
internal sealed partial class ObjectStoreOptionsValidator : IValidateOptions<ObjectStoreOptions>;
#pragma warning restore SYSLIB1212
