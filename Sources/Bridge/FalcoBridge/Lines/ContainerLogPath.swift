/// Tells from a container log's path whether Falco wrote it.
///
/// Source: kubelet's log paths, `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log` and
/// `/var/log/pods/NAMESPACE_POD_UID/CONTAINER/N.log` (kubernetes/kubernetes, pkg/kubelet/kuberuntime). An alert in
/// another container's log is what that container wrote: anybody may have made it.
enum ContainerLogPath {
    /// Returns whether a file is the log of a container that is not Falco's, by the names in its path.
    static func isForeign(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if let index = parts.lastIndex(of: "containers"), index + 1 == parts.count - 1 {
            let names = parts[index + 1].split(separator: "_")
            return names.count == 3 && isContainerID(names[2]) && !isFalco(names[0]) && !isFalco(names[2])
        }
        if let index = parts.lastIndex(of: "pods"), index + 3 <= parts.count - 1 {
            let names = parts[index + 1].split(separator: "_")
            return names.count == 3 && !isFalco(names[1]) && !isFalco(parts[index + 2])
        }
        return false
    }

    private static func isContainerID(_ name: Substring) -> Bool {
        name.hasSuffix(".log") && name.dropLast(4).suffix(64).count == 64
    }

    private static func isFalco(_ name: Substring) -> Bool {
        name.lowercased().contains("falco")
    }
}
