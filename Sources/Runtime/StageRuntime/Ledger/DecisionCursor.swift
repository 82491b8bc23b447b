import EventModel
import LogPort

/// Reads a stage's output in order, and returns the decisions for each input offset.
struct DecisionCursor {
    struct Found {
        var decisions: Int64 = 0
        var controls: Int64 = 0
    }

    private let reader: any LogReader
    /// Source offset and kind of the records of the current batch, in order.
    private var window: [(offset: Int64, isControl: Bool)] = []
    private var position = 0
    private var last = SourceCoordinate(offset: -1, index: -1)
    private let output: TopicPartition
    /// Records whose source did not advance: repeats, which every reader skips.
    private(set) var repeated: Int64 = 0
    /// The first of them, by name.
    private(set) var repeats: [String] = []

    init(log: any LogReading, output: TopicPartition) throws(LogError) {
        self.output = output
        reader = try log.makeReader(of: output, from: .earliest, to: .latest)
    }

    /// Skips decisions of inputs before an offset, and counts them.
    mutating func skip(before offset: Int64) throws(LogError) -> Int64 {
        var skipped: Int64 = 0
        while let head = try head(), head.offset < offset {
            skipped += head.isControl ? 0 : 1
            position += 1
        }
        return skipped
    }

    /// Takes all records that follow from an input offset.
    mutating func take(_ offset: Int64) throws(LogError) -> Found {
        var found = Found()
        while let head = try head(), head.offset <= offset {
            if head.isControl {
                found.controls += 1
            } else {
                found.decisions += 1
            }
            position += 1
        }
        return found
    }

    mutating func countRest() throws(LogError) -> Int64 {
        try skip(before: .max)
    }

    func close() {
        reader.close()
    }

    private mutating func head() throws(LogError) -> (offset: Int64, isControl: Bool)? {
        while position == window.count {
            window.removeAll(keepingCapacity: true)
            position = 0
            guard let batch = try reader.next(maxWaitMilliseconds: 0) else { return nil }
            batch.visit { record in
                guard let header = record.header(RecordHeaders.source), let source = SourceCoordinate(header) else {
                    return
                }
                guard source > last else {
                    repeated += 1
                    if repeats.count < LedgerReport.maxHoles {
                        repeats.append(
                            "\(output) offset \(record.offset): repeats what follows from offset \(source.offset)"
                        )
                    }
                    return
                }
                last = source
                window.append((source.offset, record.value.map { Control.isControl($0) } ?? false))
            }
        }
        return window[position]
    }
}
