using System.ComponentModel;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

/// <summary>Written by Aspire.AppHost.Sdk.targets into the types of the AppHost's projects.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IBuiltProject : IResourceAnnotation
{
    string AssemblyPath { get; }
}
