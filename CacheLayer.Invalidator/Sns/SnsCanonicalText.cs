using System.Text;

namespace CacheLayer.Invalidator.Sns;

/// <summary>The text that SNS signs: name and value of each field, in the order of their names, each on a line.</summary>
internal static class SnsCanonicalText
{
    public static byte[] Of(SnsMessage message)
    {
        var text = new StringBuilder();
        Append("Message", message.Message);
        Append("MessageId", message.MessageId);
        if (message.Type is SnsMessage.Notification)
        {
            Append("Subject", message.Subject);
        }
        else
        {
            Append("SubscribeURL", message.SubscribeUrl);
        }

        Append("Timestamp", message.Timestamp);
        if (message.Type is not SnsMessage.Notification)
        {
            Append("Token", message.Token);
        }

        Append("TopicArn", message.TopicArn);
        Append("Type", message.Type);
        return Encoding.UTF8.GetBytes(text.ToString());

        void Append(string name, string? value)
        {
            if (value is not null)
            {
                text.Append(name).Append('\n').Append(value).Append('\n');
            }
        }
    }
}
