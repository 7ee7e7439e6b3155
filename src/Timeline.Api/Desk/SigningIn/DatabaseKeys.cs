using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Timeline.Store;
using Timeline.Store.Desk;

namespace Timeline.Api.Desk.SigningIn;

/// <summary>The keys of Data Protection, in the database that all nodes share.</summary>
internal sealed class DatabaseKeys(TimelineDatabase db) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. db.DeskKeys().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) =>
        db.AddDeskKey(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
