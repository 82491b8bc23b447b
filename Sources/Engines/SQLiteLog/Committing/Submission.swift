import Lifecycle
import LogPort

/// One commit on its way through the writer, and its answer.
final class Submission: Sendable {
    let batches: [EncodedBatch]
    let offsets: [LogTransaction.Offset]
    /// Who commits the offsets; nil without offsets.
    let member: MemberToken?
    /// The links of a member that is a chain, whose offsets belong to several groups; else empty.
    private let links: [ChainLink]
    /// Stored bytes, for the limits of queue and group.
    let byteCount: Int

    private let outcome = Monitor<Result<[Int64], LogError>?>(nil)

    init(
        batches: [EncodedBatch],
        offsets: [LogTransaction.Offset] = [],
        member: MemberToken? = nil,
        links: [ChainLink] = []
    ) {
        self.batches = batches
        self.offsets = offsets
        self.member = member
        self.links = links
        byteCount = batches.reduce(64) { $0 + $1.storedBytes.count }
    }

    /// Nothing to store: it is answered when everything before it was.
    var isBarrier: Bool { batches.isEmpty && offsets.isEmpty }

    /// The group that an offset of this commit belongs to.
    func group(of source: TopicPartition, committedBy member: MemberToken) -> String {
        links.first { $0.topic == source.topic }?.group ?? member.group
    }

    func finish(_ result: Result<[Int64], LogError>) {
        outcome.change { $0 = result }
    }

    /// Waits for the answer.
    ///
    /// - Returns: The base offset of each batch.
    /// - Throws: ``LogError``; nothing was kept.
    func wait() throws(LogError) -> [Int64] {
        guard let result = outcome.wait(until: nil, for: { $0 }) else { preconditionFailure("it waits for ever") }
        return try result.get()
    }
}
