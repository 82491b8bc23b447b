/// One pod (or one node's own processes) of the generated cluster, and what its alerts look like.
struct AlertPod: Sendable {
    /// Stands for the pod's address in what a process touches.
    static let address = "POD-ADDRESS"

    let workload: String
    let kind: WorkloadKind
    let namespace: String
    /// With slots for the pods of a CronJob, which are new at every run.
    let pod: String
    let containerID: String
    let node: String
    let ipAddress: String
    let uid: String
    let digest: String
    let startNanoseconds: Int64
    /// Decides the names of a job's runs.
    let runSeed: UInt64

    var isHost: Bool {
        kind.owner == .host
    }

    /// The fields that the pod decides.
    var fields: [String: AlertFieldValue] {
        guard !isHost else {
            return [
                "container.id": "host", "container.name": "host", "container.image.repository": "",
                "container.image.tag": "", "k8s.ns.name": .null, "k8s.pod.name": .null, "container.start_ts": .null,
            ]
        }
        return [
            "container.id": .text(containerID), "container.name": .text(kind.container),
            "container.image.repository": .text(kind.image), "container.image.tag": .text(kind.imageTag),
            "container.image.digest": .text("sha256:\(digest)"), "container.start_ts": .integer(startNanoseconds),
            "k8s.ns.name": .text(namespace), "k8s.pod.name": .text(pod), "k8s.pod.uid": .text(uid),
            "k8s.pod.ip": .text(ipAddress),
        ]
    }

    /// Fields beyond those of the rule that an operator's `append_output` adds.
    static let extraFields = [
        "container.image.digest", "container.start_ts", "group.gid", "group.name", "k8s.pod.ip", "k8s.pod.uid",
        "proc.aname[2]", "proc.aname[3]", "proc.aname[4]", "proc.cwd", "proc.pcmdline", "proc.pid", "proc.vpid",
        "user.loginname",
    ]

    /// Writes the alert of a rule as Falco 0.41 and later do: keys in alphabetical order, integers for times.
    ///
    /// Source: falco, `userspace/engine/formats.cpp`.
    func alertText(_ rule: AlertRule, _ process: ProcessShape, isExtended: Bool) -> String {
        let values = process.fields.merging(fields) { $1 }
        func value(of field: String) -> AlertFieldValue {
            guard case .text(let text)? = values[field], text.contains(Self.address) else {
                return values[field] ?? .null
            }
            let parts = text.split(separator: Self.address, omittingEmptySubsequences: false)
            return .text(parts.joined(separator: ipAddress))
        }
        let suggested =
            "container_id=%container.id container_name=%container.name"
            + " container_image_repository=%container.image.repository container_image_tag=%container.image.tag"
            + " k8s_pod_name=%k8s.pod.name k8s_ns_name=%k8s.ns.name"
        let format = "\(rule.output) \(suggested)"
        var output = "\(AlertSlot.time)+0000: \(rule.priority) "
        var names: Set<String> = isExtended ? Set(Self.extraFields) : []
        for part in AlertRule.parts(of: format) {
            if part.isField {
                names.insert(part.text)
                output += value(of: part.text).plainText
            } else {
                output += part.text
            }
        }
        var fields = names.sorted().map { "\"\($0)\":\(value(of: $0).json)" }
        fields.append("\"evt.time.iso8601\":\(AlertSlot.nanoseconds)")
        fields.sort()
        let tags = rule.tags.map { "\"\($0)\"" }.joined(separator: ",")
        return "{\"hostname\":\"\(node)\",\"output\":\(AlertFieldValue.quoted(output)),"
            + "\"output_fields\":{\(fields.joined(separator: ","))},\"priority\":\"\(rule.priority)\","
            + "\"rule\":\"\(rule.name)\",\"source\":\"syscall\",\"tags\":[\(tags)],\"time\":\"\(AlertSlot.time)Z\"}"
    }

    func template(_ rule: AlertRule, _ process: ProcessShape, isExtended: Bool) -> AlertTemplate {
        AlertTemplate(alertText(rule, process, isExtended: isExtended), runSeed: runSeed)
    }
}
