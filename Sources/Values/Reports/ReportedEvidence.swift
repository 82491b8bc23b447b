package import EventModel

/// One alert of an incident with its verdict and its stored bytes.
package struct ReportedEvidence: Sendable, Equatable {
    /// What joined, as the incident says it.
    package var evidence: Evidence
    /// Where it was seen; nil when the verdict is not kept.
    package var entity: Entity?
    /// The Kubernetes namespace; nil outside a cluster or when the alert is not kept.
    package var namespace: String?
    /// The Kubernetes pod; nil outside a cluster or when the alert is not kept.
    package var pod: String?
    /// Falco's tags; empty when the verdict is not kept.
    package var tags: [String]
    /// What scoring said; nil when the verdict is not kept.
    package var verdict: Verdict?
    /// What is kept of the received bytes.
    package var received: KeptBytes

    package init(
        evidence: Evidence,
        entity: Entity?,
        namespace: String?,
        pod: String?,
        tags: [String],
        verdict: Verdict?,
        received: KeptBytes
    ) {
        self.evidence = evidence
        self.entity = entity
        self.namespace = namespace
        self.pod = pod
        self.tags = tags
        self.verdict = verdict
        self.received = received
    }
}

/// The state of the bytes that Falco sent.
package enum KeptBytes: Sendable, Equatable {
    /// They are kept, and their digest gives the event's id.
    case kept(Digest, count: Int)
    /// They are kept, and their digest is not what the event's id says.
    case mismatched(Digest, count: Int)
    /// They were not in the log any more when the evidence was taken.
    case missing
}
