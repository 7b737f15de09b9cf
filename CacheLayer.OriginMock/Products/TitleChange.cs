using CacheLayer.OriginMock.Http;

namespace CacheLayer.OriginMock.Products;

/// <summary><c>{"title":"..."}</c></summary>
internal sealed record TitleChange(string? Title)
{
    public string Checked() => RequestChecks.Text(Title, "title", 300);
}
