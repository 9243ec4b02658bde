using Kws.TestSupport.Models;

namespace Kws.TestSupport.Training;

/// <summary>A folder that looks like the trainer's: its program takes the trainer's arguments, prints its lines, keeps
/// a checkpoint an epoch and hands out a ready model of tones instead of training one.</summary>
/// <remarks>Hyperparameters say how: <c>epochs</c>, <c>pause</c> (seconds an epoch), <c>model</c> (a package to hand
/// out instead), <c>crash_in</c> (an epoch in which it dies the first time).</remarks>
public sealed class StagedTrainer
{
    private const string Program = """
        import json, os, shutil, signal, sys, threading, time
        from pathlib import Path

        def tell(**line):
            print(json.dumps(line), flush=True)

        def follow():
            while os.read(0, 4096):
                pass
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=follow, daemon=True).start()
        arguments = sys.argv[1:]
        value = lambda name: arguments[arguments.index(name) + 1]
        settings = dict(arguments[i + 1].split("=", 1) for i, a in enumerate(arguments) if a == "--set")
        epochs = int(settings.get("epochs", 2))
        if epochs < 1:
            tell(event="failed", error=f"recipe: epochs: {epochs}, at least 1")
            sys.exit(2)
        checkpoints = Path(value("--checkpoints"))
        checkpoints.mkdir(parents=True, exist_ok=True)
        done = checkpoints / "done"
        told = json.loads(done.read_text()) if done.exists() else []
        first = len(told)
        if first:
            tell(event="resumed", epoch=first)
            for line in told:
                tell(**line)
        for epoch in range(first + 1, epochs + 1):
            time.sleep(float(settings.get("pause", 0)))
            crashed = checkpoints / "crashed"
            if settings.get("crash_in") == str(epoch) and not crashed.exists():
                crashed.write_text("")
                print("out of memory", file=sys.stderr, flush=True)
                os._exit(137)
            told.append(dict(event="epoch", epoch=epoch, epochs=epochs, loss=1 / epoch, accuracy=epoch / epochs,
                             learning_rate=0.1, seconds=0.1, process=os.getpid()))
            part = checkpoints / "part"
            part.write_text(json.dumps(told))
            part.rename(done)
            tell(**told[-1])
        template = settings.get("model", str(Path(__file__).parent.parent / "model"))
        folder = Path(value("--output")) / value("--task") / settings["name"] / settings["version"]
        shutil.copytree(template, folder, dirs_exist_ok=True)
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["name"], manifest["version"] = settings["name"], settings["version"]
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder.parent / f"{folder.name}.pt").write_text(f"weights after {settings.get('start_from', 'nothing')}")
        tell(event="packaged", folder=str(folder))
        """;

    public StagedTrainer(TemporaryFolder folder)
    {
        Skip.IfNot(File.Exists("/usr/bin/python3"), "python3 is not installed");
        Folder = Directory.CreateDirectory(folder["training"]).FullName;
        var package = Directory.CreateDirectory(Path.Combine(Folder, "kws_training")).FullName;
        File.WriteAllText(Path.Combine(package, "__init__.py"), "");
        File.WriteAllText(Path.Combine(package, "__main__.py"), Program);
        var recipes = Directory.CreateDirectory(Path.Combine(Folder, "recipes", "keyword-spotting")).FullName;
        foreach (var recipe in (string[])["tiny", "own-words"])
            File.WriteAllText(Path.Combine(recipes, $"{recipe}.json"), """{"name": "tones"}""");
        File.WriteAllText(
            Path.Combine(recipes, "word.json"), """{"name": "word", "architecture": {"kind": "extended"}}""");
        Directory.Move(TinyKeywordModel.WritePackage(folder["models"]), Path.Combine(Folder, "model"));
    }

    public string Folder { get; }
}
