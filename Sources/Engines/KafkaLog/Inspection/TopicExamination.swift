package import LogPort

/// Compares the topics of a cluster with what Eyrie needs; a pure function of both.
package enum TopicExamination {
    /// Looks at every topic.
    ///
    /// - Parameters:
    ///   - wanted: The topics of the contract; names as in the cluster, partitions of co-partitioned ones equal.
    ///   - coPartitioned: Names of those with as many partitions as the alerts.
    ///   - found: What the cluster has.
    ///   - inSync: In-sync copies of each topic's worst partition.
    ///   - messageBytes: The largest message that clients send.
    ///   - brokers: How many brokers there are.
    /// - Returns: The problems, or one line that all is well.
    package static func findings(
        wanted: [TopicSettings],
        coPartitioned: Set<String>,
        found: [KafkaTopicState],
        inSync: [String: Int],
        messageBytes: Int,
        brokers: Int
    ) -> [Finding] {
        var findings: [Finding] = []
        let missing = wanted.map(\.name).filter { name in !found.contains { $0.name == name } }
        if !missing.isEmpty {
            findings.append(
                Finding(
                    .failed,
                    "the cluster has no \(missing.joined(separator: ", ")), or hides them: `eyrie topics apply` creates "
                        + "topics, `eyrie topics render` shows the rights that each role needs"
                )
            )
        }
        let counts = found.filter { coPartitioned.contains($0.name) }.map { ($0.name, $0.partitions) }
        if Set(counts.map(\.1)).count > 1 {
            let list = counts.map { "\($0.0) has \($0.1)" }.joined(separator: ", ")
            findings.append(
                Finding(
                    .failed,
                    "co-partitioned topics need equal numbers of partitions: \(list); see `eyrie topics plan`"
                )
            )
        }
        for topic in found {
            guard let settings = wanted.first(where: { $0.name == topic.name }) else { continue }
            if !coPartitioned.contains(topic.name), topic.partitions != Int(settings.partitions) {
                findings.append(
                    Finding(.failed, "\(topic.name) has \(topic.partitions) partitions, not \(settings.partitions)")
                )
            }
            findings += contents(topic, settings, messageBytes)
            findings += copies(topic, inSync[topic.name])
        }
        let few = found.filter { $0.replication < 3 }
        if !few.isEmpty {
            let names = few.count == found.count ? "all topics" : few.map(\.name).joined(separator: ", ")
            let remedy = brokers < 3 ? "a cluster for production has 3 brokers" : "3 are right, see `eyrie topics plan`"
            findings.append(Finding(.warning, "fewer than 3 copies of \(names): \(remedy)"))
        }
        if findings.isEmpty {
            findings.append(Finding(.ok, "all \(found.count) topics are as they should be"))
        }
        return findings
    }

    private static func contents(
        _ topic: KafkaTopicState,
        _ settings: TopicSettings,
        _ messageBytes: Int
    ) -> [Finding] {
        var findings: [Finding] = []
        func value(_ name: String) -> String? {
            topic.entries[name]?.value
        }
        let set = "; `eyrie topics apply` sets it"
        if let policy = value("cleanup.policy"), policy != settings.cleanup.rawValue {
            let loss = settings.cleanup == .delete ? "records would vanish" : "state would vanish with age"
            findings.append(
                Finding(
                    .failed,
                    "\(topic.name): cleanup.policy is \(policy), not \(settings.cleanup.rawValue): \(loss)\(set)"
                )
            )
        }
        if let bytes = value("max.message.bytes").flatMap({ Int($0) }), bytes < messageBytes {
            findings.append(
                Finding(
                    .failed,
                    "\(topic.name): max.message.bytes is \(bytes), and clients send up to \(messageBytes): a large alert "
                        + "would be refused\(set)"
                )
            )
        }
        if value("message.timestamp.type") == "LogAppendTime" {
            findings.append(
                Finding(
                    .failed,
                    "\(topic.name): message.timestamp.type is LogAppendTime: a record's time has to be when its alert was "
                        + "received; set CreateTime"
                )
            )
        }
        if settings.cleanup == .delete, let present = value("retention.ms").flatMap({ Int64($0) }), present >= 0 {
            let wanted = settings.retentionMilliseconds
            if wanted.map({ $0 > present }) ?? true {
                let days = wanted.map { "\($0 / 86_400_000) days" } ?? "for ever"
                findings.append(
                    Finding(
                        .warning,
                        "\(topic.name): keeps records for \(present / 3_600_000) hours, the contract says \(days); what is "
                            + "removed cannot be investigated"
                    )
                )
            }
        }
        return findings
    }

    private static func copies(_ topic: KafkaTopicState, _ inSync: Int?) -> [Finding] {
        var findings: [Finding] = []
        let least = topic.entries["min.insync.replicas"].flatMap { Int($0.value) } ?? 1
        if least > topic.replication {
            findings.append(
                Finding(
                    .failed,
                    "\(topic.name): min.insync.replicas \(least) with \(topic.replication) copies: nothing can be written"
                )
            )
        } else if let inSync, inSync < least {
            findings.append(
                Finding(
                    .failed,
                    "\(topic.name): a partition has \(inSync) copies in sync and needs \(least): nothing can be written to it"
                )
            )
        } else if let inSync, inSync < topic.replication {
            findings.append(
                Finding(.warning, "\(topic.name): a partition has \(inSync) of \(topic.replication) copies in sync")
            )
        }
        if topic.replication >= 3, least < 2 {
            findings.append(
                Finding(
                    .warning,
                    "\(topic.name): min.insync.replicas is \(least): an acknowledged record may be on one broker alone; set 2"
                )
            )
        }
        if topic.entries["unclean.leader.election.enable"]?.value == "true" {
            findings.append(
                Finding(
                    .failed,
                    "\(topic.name): unclean.leader.election.enable is true: acknowledged records can be lost; set false"
                )
            )
        }
        return findings
    }
}
