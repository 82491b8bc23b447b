import CKafkaLog
import LogPort
import PipelineTestKit
import Testing

@Suite("The frames of the C shim")
struct FrameLayoutTests {
    @Test("every field of a frame's header stands where it is in Swift")
    func fields() {
        #expect(ekl_frame_timestamp == FrameLayout.timestamp)
        #expect(ekl_frame_offset_delta == FrameLayout.offsetDelta)
        #expect(ekl_frame_key_length == FrameLayout.keyLength)
        #expect(ekl_frame_headers_length == FrameLayout.headersLength)
        #expect(ekl_frame_value_length == FrameLayout.valueLength)
        #expect(ekl_frame_reserved == FrameLayout.reserved)
        #expect(ekl_frame_header_length == FrameLayout.headerLength)
    }

    @Test("the shim reads frames of random sizes as they were written in Swift", arguments: UInt64(1)...20)
    func walk(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let records = (0..<50).map { _ in
            var headers: [UInt8] = []
            for _ in 0..<random.below(3) {
                RecordHeaders.append(RecordHeaders.source, Self.bytes(&random, below: 40), to: &headers)
            }
            return LogRecord(
                key: Self.bytes(&random, below: 70),
                value: random.oneIn(4) ? nil : Self.bytes(&random, below: 5_000),
                timestampMilliseconds: Int64(bitPattern: random.next()),
                headers: headers
            )
        }
        let frames = try #require(LogRecord.frames(records))
        #expect(Self.read(frames) == records, "seed \(seed)")
    }

    /// Reads frames as `ekl_produce` does.
    private static func read(_ frames: RecordFrames) -> [LogRecord] {
        frames.bytes.withUnsafeBytes { buffer in
            var records: [LogRecord] = []
            guard var at = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return [] }
            let end = at + buffer.count
            while at < end {
                var frame = ekl_frame()
                ekl_read_frame(at, &frame)
                records.append(
                    LogRecord(
                        key: Array(UnsafeBufferPointer(start: frame.key, count: frame.key_length)),
                        value: frame.value.map { Array(UnsafeBufferPointer(start: $0, count: frame.value_length)) },
                        timestampMilliseconds: frame.timestamp,
                        headers: Array(UnsafeBufferPointer(start: frame.headers, count: frame.headers_length))
                    )
                )
                at = frame.end
            }
            return records
        }
    }

    private static func bytes(_ random: inout SeededGenerator, below limit: Int) -> [UInt8] {
        (0..<random.below(limit)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}
