using Kws.Dashboard;

WebApplication app = DashboardHost.Create(args);
await app.RunAsync();
