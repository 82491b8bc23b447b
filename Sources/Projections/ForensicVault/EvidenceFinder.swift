import Cryptography
import EventModel
import JSONText
import LogPort
import Telemetry

/// Finds the alerts and verdicts of evidence in the log: by receipt time in the same partition, then by event id.
///
/// A record inherits the receipt time of its alert, so its timestamp locates it. The cost depends on the evidence, not
/// on the rate of alerts: wanted records that lie close together share one scan, and a scan ends with the last of them.
struct EvidenceFinder {
    /// Wanted records further apart than this, in milliseconds, are looked for in scans of their own.
    private static let groupGapMilliseconds: Int64 = 2000
    /// How far after a wanted timestamp a scan continues, in milliseconds: receipt times of one partition may be out of
    /// order by the distance of two threads of a door.
    private static let slackMilliseconds: Int64 = 5000

    private struct Wanted {
        let index: Int
        let event: EventID
        let receivedMilliseconds: Int64
    }

    let log: any LogReading
    let parser = JSONParser()
    let logger: Logger

    /// Fills in what the log still has of the evidence of entries of one partition.
    ///
    /// - Throws: ``LogError`` when the log cannot be read now; damaged or missing records are not an error.
    func fill(_ entries: inout [VaultEntry], partition: Int32) throws(LogError) {
        var wanted: [Wanted] = []
        for (index, entry) in entries.enumerated() {
            guard let evidence = entry.event.evidence else { continue }
            wanted.append(
                Wanted(index: index, event: evidence.event, receivedMilliseconds: evidence.receivedMilliseconds)
            )
        }
        guard !wanted.isEmpty else { return }
        wanted.sort { ($0.receivedMilliseconds, $0.index) < ($1.receivedMilliseconds, $1.index) }
        let alerts = TopicPartition(Topics.alerts.name, partition)
        try scan(alerts, AlertEnvelope.eventID(in:), wanted) { index, value in
            entries[index].alert = alert(in: value)
        }
        let verdicts = TopicPartition(Topics.verdicts.name, partition)
        try scan(verdicts, Verdict.eventID(in:), wanted) { index, value in
            entries[index].verdict = verdict(in: value)
        }
    }

    private func alert(in value: UnsafeRawBufferPointer) -> FoundAlert {
        do throws(PayloadFault) {
            let envelope = try parser.decode(AlertEnvelope.self, from: value)
            return .envelope(envelope, digest: digest(of: envelope.received))
        } catch {
            let bytes = [UInt8](value)
            return .unreadable(bytes, digest: digest(of: bytes))
        }
    }

    private func verdict(in value: UnsafeRawBufferPointer) -> FoundVerdict {
        do throws(PayloadFault) {
            return .verdict(try parser.decode(Verdict.self, from: value), value: [UInt8](value))
        } catch {
            return .unreadable([UInt8](value))
        }
    }

    private func digest(of bytes: [UInt8]) -> Digest {
        SHA256.digest(of: bytes).withBytes { Digest($0) }
    }

    /// Hands over the value of each wanted record that is there; controls and other records have no event id.
    private func scan(
        _ source: TopicPartition,
        _ eventID: (UnsafeRawBufferPointer) -> EventID?,
        _ wanted: [Wanted],
        _ body: (Int, UnsafeRawBufferPointer) -> Void
    ) throws(LogError) {
        var start = 0
        while start < wanted.count {
            var end = start + 1
            while end < wanted.count,
                wanted[end].receivedMilliseconds - wanted[end - 1].receivedMilliseconds <= Self.groupGapMilliseconds
            {
                end += 1
            }
            do throws(LogError) {
                try scan(source, eventID, group: wanted[start..<end], body)
            } catch {
                // Damaged, or just removed by retention: missing evidence is stored as gone, and the log's own check
                // reports the place. Other errors are the log's, and the vault waits until they pass.
                guard error.code == .corrupt || error.code == .outOfRange else { throw error }
                logger.error(
                    "evidence is not readable in the log",
                    ["log.partition": "\(source)", "error": "\(error)"]
                )
            }
            start = end
        }
    }

    private func scan(
        _ source: TopicPartition,
        _ eventID: (UnsafeRawBufferPointer) -> EventID?,
        group: ArraySlice<Wanted>,
        _ body: (Int, UnsafeRawBufferPointer) -> Void
    ) throws(LogError) {
        guard let first = group.first, let last = group.last else { return }
        var missing: [EventID: [Int]] = [:]
        for item in group {
            missing[item.event, default: []].append(item.index)
        }
        let reader = try log.makeReader(
            of: source,
            from: .time(milliseconds: first.receivedMilliseconds),
            to: .latest
        )
        defer { reader.close() }
        let limit = last.receivedMilliseconds + Self.slackMilliseconds
        var isDone = false
        while !isDone, let batch = try reader.next(maxWaitMilliseconds: 0) {
            batch.visit { record in
                guard !isDone else { return }
                guard record.timestampMilliseconds <= limit else {
                    isDone = true
                    return
                }
                guard let value = record.value, let event = eventID(value),
                    let indices = missing.removeValue(forKey: event)
                else { return }
                for index in indices {
                    body(index, value)
                }
                isDone = missing.isEmpty
            }
        }
    }
}
