import EventModel
import JSONText
package import LogPort

/// Reads dead letters: all, or some by their coordinates or places.
package struct DeadLetterArchive: Sendable {
    /// Letters that stand closer together than this are read in one go.
    private static let nearby: Int64 = 1_000

    private let log: any LogReading

    package init(log: any LogReading) {
        self.log = log
    }

    /// Calls `body` with each letter, in the order of the log, until it returns false.
    ///
    /// - Returns: How many records of the topic are not letters that this version reads.
    @discardableResult
    package func visit(_ body: (StoredLetter) throws -> Bool) throws -> Int {
        var unreadable = 0
        for partition in 0..<(try log.partitionCount(of: Topics.deadLetters.name)) {
            let place = TopicPartition(Topics.deadLetters.name, partition)
            let end = try log.resolve(.latest, in: place)
            let goesOn = try visit(place, from: .earliest, to: end) { offset, letter in
                guard let letter else {
                    unreadable += 1
                    return true
                }
                return try body(
                    StoredLetter(place: LetterPlace(partition: partition, offset: offset), letter: letter)
                )
            }
            guard goesOn else { break }
        }
        return unreadable
    }

    /// Finds letters by their coordinates; a letter's own place in `eyrie.deadletters.v1` names it too.
    ///
    /// - Returns: The first letter of each of them that is there.
    package func find(_ wanted: Set<LetterCoordinates>) throws -> [LetterCoordinates: StoredLetter] {
        var found: [LetterCoordinates: StoredLetter] = [:]
        let own = wanted.filter { $0.topic == Topics.deadLetters.name }
        let stored = try letters(at: own.map { LetterPlace(partition: $0.partition, offset: $0.offset) })
        for coordinates in own {
            let place = LetterPlace(partition: coordinates.partition, offset: coordinates.offset)
            found[coordinates] = stored[place]
        }
        guard own.count < wanted.count else { return found }
        try visit { stored in
            if wanted.contains(stored.coordinates), found[stored.coordinates] == nil {
                found[stored.coordinates] = stored
            }
            return found.count < wanted.count
        }
        return found
    }

    /// Reads letters at places; places without a letter are omitted.
    package func letters(at places: [LetterPlace]) throws -> [LetterPlace: StoredLetter] {
        let wanted = Set(places)
        var found: [LetterPlace: StoredLetter] = [:]
        let count = try log.partitionCount(of: Topics.deadLetters.name)
        for run in Self.runs(of: wanted.filter { $0.partition < count }) {
            let partition = TopicPartition(Topics.deadLetters.name, run[0].partition)
            let kept = try log.resolve(.earliest, in: partition)
            let latest = try log.resolve(.latest, in: partition)
            let first = max(kept, run[0].offset)
            let end = min(latest, run[run.count - 1].offset + 1)
            guard first < end else { continue }
            _ = try visit(partition, from: .offset(first), to: end) { offset, letter in
                let place = LetterPlace(partition: partition.partition, offset: offset)
                if let letter, wanted.contains(place) {
                    found[place] = StoredLetter(place: place, letter: letter)
                }
                return true
            }
        }
        return found
    }

    /// Splits places into runs that are read in one go.
    static func runs(of places: Set<LetterPlace>) -> [[LetterPlace]] {
        var runs: [[LetterPlace]] = []
        for place in places.sorted() {
            if let last = runs.last?.last, last.partition == place.partition, place.offset - last.offset <= nearby {
                runs[runs.count - 1].append(place)
            } else {
                runs.append([place])
            }
        }
        return runs
    }

    /// - Returns: Whether the body wants more.
    private func visit(
        _ partition: TopicPartition,
        from start: LogPosition,
        to end: Int64,
        _ body: (_ offset: Int64, _ letter: DeadLetter?) throws -> Bool
    ) throws -> Bool {
        let parser = JSONParser()
        let reader = try log.makeReader(of: partition, from: start, to: .offset(end))
        defer { reader.close() }
        var goesOn = true
        while goesOn, let batch = try reader.next(maxWaitMilliseconds: 0) {
            try batch.visit { (record) throws in
                guard goesOn, let value = record.value else { return }
                let letter: DeadLetter?
                do throws(PayloadFault) {
                    letter = try parser.decode(DeadLetter.self, from: value)
                } catch {
                    // Another version's: counted by the caller.
                    letter = nil
                }
                goesOn = try body(record.offset, letter)
            }
        }
        return goesOn
    }
}
