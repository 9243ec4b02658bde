using System.Xml.Linq;
using Kws.Database;
using Kws.Gateway.Identity.Database;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Kws.Gateway.Identity.Keys;

/// <summary>Keeps the keys of data protection in the database, where every gateway finds them.</summary>
internal sealed class StoredProtectionKeys(IDatabases<GatewayDatabase> databases) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var database = databases.Open();
        return [.. database.ProtectionKeys.Select(row => row.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var database = databases.Open();
        database.ProtectionKeys.Add(new ProtectionKeyRow
        {
            Name = friendlyName,
            Xml = element.ToString(SaveOptions.DisableFormatting),
        });
        database.SaveChanges();
    }
}
