namespace Kws.Documentation.Tests.Deployment;

/// <summary>What is wrong with commands is found, by the same run that pages have.</summary>
public sealed class CommandFaultTests
{
    private const string Cluster = "kind create cluster --name kws; deploy/kubernetes/operators.sh; ";
    private const string Eks = "eksctl create cluster -f deploy/kubernetes/overlays/aws/cluster.yaml; ";

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [InlineData("kubectl version", "unknown command version")]
    [InlineData("kubectel get pods", "kubectel: no such command")]
    [InlineData("echo $(kubectel get pods)", "kubectel: no such command")]
    [InlineData("echo $NAMESPACE", "NAMESPACE: unbound variable")]
    [InlineData("grep -q xyzzy README.md", "line 1: grep -q xyzzy README.md failed")]
    [InlineData(Cluster + "kubectl apply -k deploy/kubernetes/overlays/azure", "azure/kustomization.yaml")]
    [InlineData(Cluster + "kubectl apply --serverside -f README.md", "unknown option --serverside")]
    [InlineData("kind create cluster; kubectl apply -k deploy/kubernetes/overlays/local", "its operator is not there")]
    [InlineData(Cluster + "kubectl apply -k deploy/kubernetes/overlays/local; "
        + "kubectl -n kws wait --for=condition=Available --timeout=15m deployment --all", "wait for the image")]
    [InlineData(Cluster + "kubectl -n kws port-forward service/gatewy 5300", "no service gatewy in kws")]
    [InlineData("kind create cluster; kind load docker-image kws/gateway:1", "docker has no image kws/gateway:1")]
    [InlineData("docker run -d -p 5000:5000 registry:2; deploy/containers/build.sh gateway",
        "nobody pushed the base image")]
    [InlineData("docker run -d -p 5000:5000 registry:2; deploy/containers/base.sh servce", "servce")]
    [InlineData("docker run -d -p 5000:5000 registry:2; deploy/containers/base.sh --tags 1", "unknown option --tags")]
    [InlineData("deploy/containers/build.sh --arch riscv", "failed")]
    [InlineData("docker compose -f deploy/compose/compose.yaml up -d", "is not set: run deploy/compose/secrets.sh")]
    [InlineData("dotnet build clients/Kws.Client", "no project clients/Kws.Client")]
    [InlineData("dotnet build clients/Kws.Cli -c Release; clients/Kws.Cli/bin/Release/net10.0/kws demmo", "demmo")]
    [InlineData("npx aws-cdk@2 deply", "cdk deply is not known here")]
    public Task Run_WithAFault_TellsIt(string script, string fault) => MustTellAsync(script, fault);

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [InlineData("aws sts get-caller-identty", "no operation get-caller-identty")]
    [InlineData("x=$(aws sts get-caller-identity --query Acount --output text); echo $x", "the answer has no Acount")]
    [InlineData("echo $(aws sts get-caller-identity --query Acount --output text)", "the answer has no Acount")]
    [InlineData("aws iam create-role --role-name x", "Missing required parameter")]
    [InlineData("aws iam create-policy --policy-name x --policy-document file://x.json", "there is no file x.json")]
    [InlineData("aws iam create-policy --policy-name x --policy-document file://README.md", "no JSON")]
    [InlineData("aws ecr create-repository --repository x", "unknown option --repository")]
    [InlineData("aws eks describe-cluster --name kws", "no cluster kws")]
    [InlineData(Eks + "eksctl create iamserviceaccount --cluster kws --name tts --role-name tts --approve "
        + "--attach-policy-arn arn:aws:iam::123456789012:policy/x", "no policy arn:aws:iam::123456789012:policy/x")]
    [InlineData(Eks + "eksctl create iamserviceaccount --cluster kws --role tts", "unknown option --role")]
    [InlineData(Eks + "helm upgrade --install a eks/a -n kube-system", "no repository eks was added")]
    [InlineData(Eks + "helm repo add prometheus-community https://prometheus-community.github.io/helm-charts; "
        + "helm upgrade --install a prometheus-community/prometheus-adapter -f none.yaml",
        "there is no file none.yaml")]
    public Task Run_WithAFaultOnAws_TellsIt(string script, string fault) => MustTellAsync(script, fault);

    [SkippableFact]
    public async Task Run_WithoutAFault_TellsNothing()
    {
        Skip.IfNot(CommandRun.Missing.Length == 0, CommandRun.Missing);
        using var run = new CommandRun();

        Assert.Empty(await run.FaultsOfAsync("account=$(aws sts get-caller-identity --query Account --output text)\n"
            + "[ $account = 123456789012 ]"));
    }

    [Fact]
    public void Script_KeepsThePagesLines_AndTakesCommandsFromProse() => Assert.Equal(
        "\n\n\nkind create cluster\n\nkubectl get pods; deploy/x.sh --now\n\n\n\n\n",
        ReadmeScript.Of("""
            # Page
            ## One
            ```sh
            kind create cluster
            ```
            Now `kubectl get pods`, `kubectl` and `deploy/x.sh --now`.
            ```
            what it prints
            ```
            ## Two
            """.ReplaceLineEndings("\n").TrimEnd('\n'), "One", "Two"));

    [SkippableFact]
    public async Task Kubectl_OfThisMachine_KnowsTheStandInsOptions()
    {
        Skip.IfNot(CommandRun.Missing.Length == 0, CommandRun.Missing);
        Skip.If(StandIns.OnThisMachine("kubectl") is null, "kubectl is not installed");
        using var run = new CommandRun();

        Assert.Empty(await run.FaultsOfAsync("""
            STAND_IN_CODE="$STAND_IN_FOLDER/code" /usr/bin/python3 - <<'PYTHON' >&2
            import os, subprocess, sys
            sys.path.insert(0, os.environ["STAND_IN_CODE"])
            import kubectl
            from kept import tell_fault
            program = os.environ["STAND_IN_KUBECTL"]
            output = lambda words: subprocess.run([program, *words], capture_output=True, text=True).stdout
            common = output(["options"])
            more = {"create": [["create", "secret", "tls"], ["create", "secret", "generic"]], "top": [["top", "pods"]]}
            helps = {"rollout": ["rollout", "status"]}
            for verb, (switches, values) in kubectl.VERBS.items():
                asked = [helps.get(verb, [verb])] + more.get(verb, [])
                told = "".join(output([*each, "--help"]) for each in asked)
                for option in (switches + " " + values).split():
                    if option + "=" not in told + common:
                        tell_fault(f"kubectl {verb} has no {option}")
            PYTHON
            """));
    }

    private static async Task MustTellAsync(string script, string fault)
    {
        Skip.IfNot(CommandRun.Missing.Length == 0, CommandRun.Missing);
        using var run = new CommandRun();

        Assert.Contains(await run.FaultsOfAsync(script), each => each.Contains(fault, StringComparison.Ordinal));
    }
}
