using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

internal static class ProjectResourceExtensions
{
    extension(ProjectResource project)
    {
        public string ProjectPath => project.Annotations.OfType<IProjectMetadata>().Single().ProjectPath;

        public string ProjectDirectory => Path.GetDirectoryName(project.ProjectPath)!;
    }
}
