import JSONText

/// Where an alert's Kubernetes names stand, whichever of Falco's plugins and versions wrote them.
extension Alert {
    /// The field that names the namespace; nil when none does.
    package var namespaceField: AlertField? { first(of: .k8sNsName, .k8smetaNsName) }

    /// The field that names the pod; nil when none does.
    package var podField: AlertField? { first(of: .k8sPodName, .k8smetaPodName) }

    /// The field that names the pod's owner as it is; nil when none does.
    package var ownerField: AlertField? {
        let fields: [AlertField] = [.k8smetaDeploymentName, .k8sDeploymentName, .k8smetaRcName, .k8sRcName]
        return fields.first { has($0) }
    }

    /// Hands the workload's name to the body, which must not let it escape; nil when nothing tells it.
    ///
    /// It is the owner's name where a field carries it, else a ReplicaSet's or the pod's without what Kubernetes adds.
    package func workload<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        if let owner = ownerField {
            return bytes(of: owner, body)
        }
        if let set = first(of: .k8smetaRsName, .k8sRsName) {
            return bytes(of: set) { body(Workload.name(ofReplicaSet: $0)) }
        }
        return podField.flatMap { field in
            bytes(of: field) { pod in
                Workload.withName(ofPod: pod, inContainer: { equals(.containerName, $0) }, body)
            }
        }
    }

    private func first(of one: AlertField, _ other: AlertField) -> AlertField? {
        has(one) ? one : has(other) ? other : nil
    }
}
