using Kws.ServiceDefaults.Access;

namespace Kws.Gateway.Identity.Pages;

/// <summary>Scopes in words.</summary>
internal static class ScopeText
{
    /// <summary>One that is none is told as it is.</summary>
    public static string Of(string scope) => scope switch
    {
        Scopes.Listen => "hear keywords in audio",
        Scopes.Sign => "read signs in pictures",
        Scopes.Speak => "make speech",
        Scopes.Train => "import data and train models",
        Scopes.Promote => "choose which model is in service",
        Scopes.Operate => "look after the mesh: devices, people, everybody's recordings",
        "offline_access" => "stay logged in",
        "openid" => "know your name",
        _ => scope,
    };
}
