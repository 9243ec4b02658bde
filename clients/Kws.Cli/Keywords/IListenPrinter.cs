namespace Kws.Cli.Keywords;

/// <summary>Shows what devices hear, as it happens. Called from many threads.</summary>
internal interface IListenPrinter
{
    void Show(ListenEvent happened);
}
