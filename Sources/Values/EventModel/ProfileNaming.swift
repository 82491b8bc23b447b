import JSONText

/// Names the profile and the entity of an alert, for one tenant and cluster.
///
/// Alerts of plugins are named by the row that their source has in ``SourceIdentity``. Of system calls:
///
/// Profile: `tenant/cluster/namespace/workload/container-name` with Kubernetes fields (container name, else image
/// repository, else `-`), else `tenant/cluster/host/container-name`, else `tenant/cluster/host`; a host whose name is a
/// container's id is `-` where a container's name or image tells more. Entity:
/// `tenant/cluster/namespace/pod/container-id`, else `tenant/cluster/host[/container-id]`. What is unknown in the
/// middle is `-`. In a part, `/` is `%2F` and `%` is `%25`, so that no part can pose as two; a part longer than
/// `maximumPartBytes` is cut on a UTF-8 border.
package struct ProfileNaming: Sendable, Equatable {
    /// The most bytes of one part, as Kubernetes limits a name.
    package static let maximumPartBytes = 253

    /// The tenant; not empty.
    package let tenant: String
    /// The cluster; not empty.
    package let cluster: String
    let prefix: [UInt8]

    /// Makes a naming.
    ///
    /// - Parameters:
    ///   - tenant: The tenant; not empty.
    ///   - cluster: The cluster; not empty.
    package init(tenant: String, cluster: String) {
        precondition(!tenant.isEmpty && !cluster.isEmpty, "a tenant and a cluster have names")
        self.tenant = tenant
        self.cluster = cluster
        var path = PathWriter()
        path.part(tenant)
        path.part(cluster)
        prefix = path.bytes
    }

    /// Returns the profile of an alert.
    package func profile(of alert: Alert) -> Profile {
        if let row = alert.identityRow { return profile(of: alert, by: row) }
        var path = PathWriter(prefix)
        guard alert.podField != nil || alert.ownerField != nil else {
            if alert.has(.containerName) {
                Self.host(of: alert, into: &path)
                Self.containerName(of: alert, into: &path)
            } else if alert.has(.containerImageRepository) {
                Self.host(of: alert, into: &path)
                path.part(of: alert, .containerImageRepository)
            } else {
                path.part(of: alert, .hostname)
            }
            return Profile(path.string)
        }
        path.part(of: alert, alert.has(.k8sNsName) ? .k8sNsName : .k8smetaNsName)
        _ = alert.workload { path.part($0) }
        if alert.has(.containerName) {
            Self.containerName(of: alert, into: &path)
        } else {
            path.part(of: alert, .containerImageRepository)
        }
        return Profile(path.string)
    }

    /// Returns the entity of an alert.
    package func entity(of alert: Alert) -> Entity {
        if let row = alert.identityRow { return entity(of: alert, by: row) }
        var path = PathWriter(prefix)
        if let pod = alert.podField {
            path.part(of: alert, alert.has(.k8sNsName) ? .k8sNsName : .k8smetaNsName)
            path.part(of: alert, pod)
            path.part(of: alert, .containerID)
        } else {
            path.part(of: alert, .hostname)
            if alert.has(.containerID) {
                path.part(of: alert, .containerID)
            }
        }
        return Entity(path.string)
    }

    /// The host of a container; `-` when its name is an id that the next roll-out makes new.
    private static func host(of alert: Alert, into path: inout PathWriter) {
        if alert.bytes(of: .hostname, HostName.isContainerID) == true {
            path.part("-")
        } else {
            path.part(of: alert, .hostname)
        }
    }

    /// The container's name; of one that dockershim made (`k8s_NAME_POD_NAMESPACE_UID_ATTEMPT`), the name in it; of a
    /// GitLab runner's its runner and project.
    private static func containerName(of alert: Alert, into path: inout PathWriter) {
        alert.bytes(of: .containerName) { name in
            let prefix: StaticString = "k8s_"
            guard name.count > 4, UnsafeRawBufferPointer(rebasing: name[..<4]).equals(prefix),
                name.count(where: { $0 == 0x5F }) >= 5,
                let end = name[4...].firstIndex(of: 0x5F)
            else { return path.part(RunName.gitLab(name) ?? name) }
            path.part(UnsafeRawBufferPointer(rebasing: name[4..<end]))
        }
    }
}
