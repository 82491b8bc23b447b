import LogPort
import PipelineTestKit
import Testing

@Suite("Frames")
struct FrameTests {
    private static func randomRecords(seed: UInt64) -> [LogRecord] {
        var random = SeededGenerator(seed: seed)
        return (0..<random.within(1...40)).map { _ in
            func bytes(_ limit: Int) -> [UInt8] {
                (0..<random.below(limit + 1)).map { _ in UInt8(random.below(256)) }
            }
            return LogRecord(
                key: bytes(20),
                value: random.oneIn(4) ? nil : bytes(300),
                timestampMilliseconds: Int64(random.below(1_000_000)) - 1000,
                headers: bytes(40)
            )
        }
    }

    @Test("records come back out of their frames as they went in", arguments: UInt64(0)..<20)
    func roundTrip(seed: UInt64) throws {
        let records = Self.randomRecords(seed: seed)
        let frames = try #require(LogRecord.frames(records))
        #expect(frames.count == records.count)
        #expect(frames.offsetSpan == Int64(records.count))
        #expect(frames.firstTimestampMilliseconds == records.map(\.timestampMilliseconds).min())
        #expect(frames.lastTimestampMilliseconds == records.map(\.timestampMilliseconds).max())
        #expect(RecordFrames(checking: frames.bytes) == frames)

        let batch = RecordBatch(source: TopicPartition("t", 0), frames: frames, baseOffset: 70)
        let expected = records.enumerated().map { PlacedRecord(offset: 70 + Int64($0.offset), record: $0.element) }
        #expect(batch.placedRecords() == expected)
        #expect(batch.nextOffset == 70 + Int64(records.count))
    }

    @Test("a window hands out its own offsets alone")
    func window() throws {
        let frames = try #require(LogRecord.frames((0..<10).map { LogRecord("k", "\($0)", at: $0) }))
        let source = TopicPartition("t", 0)
        let inner = RecordBatch(source: source, frames: frames, baseOffset: 100, window: 103..<106)
        #expect(inner.placedRecords().map(\.offset) == [103, 104, 105])
        #expect(inner.nextOffset == 106)
        let outer = RecordBatch(source: source, frames: frames, baseOffset: 100, window: 90..<102)
        #expect(outer.placedRecords().map(\.offset) == [100, 101])
        #expect(outer.nextOffset == 102)
    }

    @Test("bytes cut off anywhere but between frames are refused")
    func truncated() throws {
        // Frames of 32 bytes and key, headers, value: "k" and "12" is 35 bytes, "k" and a tombstone 33.
        let frames = try #require(LogRecord.frames([LogRecord("k", "12", at: 5), LogRecord("k", nil, at: 6)]))
        #expect(frames.bytes.count == 68)
        for length in 0..<68 {
            let checked = RecordFrames(checking: Array(frames.bytes[..<length]))
            #expect((checked != nil) == (length == 35), "\(length) bytes")
        }
    }

    @Test("lengths and offsets that cannot be are refused")
    func damaged() throws {
        let frames = try #require(LogRecord.frames([LogRecord("k", "12", at: 5), LogRecord("k", "3", at: 6)]))
        func changing(_ position: Int, _ bytes: [UInt8]) -> RecordFrames? {
            var changed = frames.bytes
            changed.replaceSubrange(position..<position + bytes.count, with: bytes)
            return RecordFrames(checking: changed)
        }
        #expect(changing(16, [1]) != nil)
        #expect(changing(16, [0xff, 0xff, 0xff, 0xff]) == nil, "key length")
        #expect(changing(20, [0xff, 0xff, 0xff, 0x7f]) == nil, "headers length")
        #expect(changing(24, [0xfe, 0xff, 0xff, 0xff]) == nil, "value length -2")
        #expect(changing(8, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]) == nil, "offset -1")
        // The second frame begins at 35; its offset would not rise.
        #expect(changing(35 + 8, [0]) == nil, "offset 0 twice")
        #expect(changing(35 + 8, [9])?.offsetSpan == 10, "a gap, as compaction leaves it")
    }

    @Test("an empty value is not a tombstone, and an empty builder has nothing to hand over")
    func emptyValue() throws {
        let frames = try #require(LogRecord.frames([LogRecord("k", "", at: 5), LogRecord("k", nil, at: 5)]))
        let batch = RecordBatch(source: TopicPartition("t", 0), frames: frames, baseOffset: 0)
        #expect(batch.placedRecords().map(\.record.value) == [[], nil])
        var builder = RecordBatchBuilder()
        #expect(builder.seal() == nil)
        LogRecord("k", "1", at: 5).append(to: &builder)
        builder.removeAll()
        #expect(builder.isEmpty && builder.byteCount == 0)
        #expect(builder.seal() == nil)
    }
}
