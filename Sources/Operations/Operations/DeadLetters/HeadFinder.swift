import EventModel
import LogPort
import PartKit

/// Finds the alert that a rejected record came from.
///
/// All input enters at the head (DESIGN.md rule 1): for a rejected vector or verdict its alert is appended again, and
/// every stage decides that again. A record has its source in its header (rule 7), so the way back takes one read per
/// stage.
struct HeadFinder {
    /// The record to append, or why there is none.
    enum Finding {
        case alert(HeadRecord)
        case none(String)
    }

    let log: any LogReading
    let topology: Topology

    private struct Found {
        let key: [UInt8]
        let value: [UInt8]
        let timestampMilliseconds: Int64
        let source: String?
    }

    func head(of letter: DeadLetter) throws(LogError) -> Finding {
        guard letter.isOfTheLog else {
            return .none(
                "it never was in the log: door \(letter.topic) refused it; correct it, send it to a door again, and "
                    + "discard this letter"
            )
        }
        if let refusal = Self.refusal(of: letter.value) {
            return .none(refusal)
        }
        if letter.topic == Topics.incidents.name {
            return .none(
                "the incident was decided rightly and effect \(letter.stage) could not tell it; see what its message says, "
                    + "tell people yourself, and discard this letter"
            )
        }
        if letter.topic == topology.head {
            return .alert(
                HeadRecord(
                    partition: letter.partition,
                    key: letter.key ?? [],
                    value: letter.value,
                    timestampMilliseconds: letter.timestampMilliseconds
                )
            )
        }
        return try trace(LetterCoordinates(topic: letter.topic, partition: letter.partition, offset: letter.offset))
    }

    /// Why bytes may not be appended again; nil when they may.
    private static func refusal(of value: [UInt8]) -> String? {
        if value.isEmpty {
            return "the record had no value, there is nothing to decide; discard it"
        }
        if value.withUnsafeBytes({ Control.isControl($0) }) {
            return "it is a control: appended again it would undo what was ordered since; give the order again "
                + "(eyrie model, eyrie triage) and discard this letter"
        }
        return nil
    }

    /// Walks from a record back to its alert.
    private func trace(_ start: LetterCoordinates) throws(LogError) -> Finding {
        var coordinates = start
        // The graph has no circle, so the way back takes at most one step per stage, and one for an effect.
        for _ in 0...topology.stages.count + 1 {
            let record: Found?
            do throws(LogError) {
                record = try read(coordinates)
            } catch {
                guard error.code == .outOfRange || error.code == .unknownTopic else { throw error }
                return .none("\(coordinates), which it came from, is no longer in the log; discard it")
            }
            guard let record else {
                return .none("\(coordinates), which it came from, is not in the log; discard it")
            }
            guard coordinates.topic != topology.head else {
                if let refusal = Self.refusal(of: record.value) {
                    return .none(refusal)
                }
                return .alert(
                    HeadRecord(
                        partition: coordinates.partition,
                        key: record.key,
                        value: record.value,
                        timestampMilliseconds: record.timestampMilliseconds
                    )
                )
            }
            // `topic/partition/offset/index`
            guard let source = record.source, let end = source.lastIndex(of: "/"),
                let next = LetterCoordinates(source[..<end])
            else { return .none("\(coordinates) does not say what it came from; discard it") }
            coordinates = next
        }
        return .none("\(start) does not lead back to an alert; discard it")
    }

    private func read(_ coordinates: LetterCoordinates) throws(LogError) -> Found? {
        let place = TopicPartition(coordinates.topic, coordinates.partition)
        guard coordinates.offset < (try log.resolve(.latest, in: place)) else { return nil }
        var found: Found?
        try log.forEach(in: place, from: .offset(coordinates.offset), to: .offset(coordinates.offset + 1)) { record in
            guard record.offset == coordinates.offset else { return }
            found = Found(
                key: Array(record.key),
                value: record.value.map { Array($0) } ?? [],
                timestampMilliseconds: record.timestampMilliseconds,
                source: record.header(RecordHeaders.source).map { String(decoding: $0, as: UTF8.self) }
            )
        }
        return found
    }
}
