using Amazon.CDK.AWS.Budgets;
using Amazon.CDK.AWS.SNS;
using Constructs;

namespace Kws.Aws.Observability;

/// <summary>Tells when a month is forecast to cost more than was meant, and when four fifths of it are spent.</summary>
public sealed class BudgetGuard : Construct
{
    public BudgetGuard(Construct scope, string id, int dollars, ITopic topic) : base(scope, id) => _ = new CfnBudget(
        this, "Month", new CfnBudgetProps
        {
            Budget = new CfnBudget.BudgetDataProperty
            {
                BudgetType = "COST",
                TimeUnit = "MONTHLY",
                BudgetLimit = new CfnBudget.SpendProperty { Amount = dollars, Unit = "USD" },
            },
            NotificationsWithSubscribers = new object[]
            {
                Notify("FORECASTED", percent: 100, topic),
                Notify("ACTUAL", percent: 80, topic),
            },
        });

    private static CfnBudget.NotificationWithSubscribersProperty Notify(string type, int percent, ITopic topic) => new()
    {
        Notification = new CfnBudget.NotificationProperty
        {
            NotificationType = type,
            ComparisonOperator = "GREATER_THAN",
            Threshold = percent,
            ThresholdType = "PERCENTAGE",
        },
        Subscribers = new object[]
        {
            new CfnBudget.SubscriberProperty { SubscriptionType = "SNS", Address = topic.TopicArn },
        },
    };
}
