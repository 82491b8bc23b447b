/// The bytes of consecutive records of one partition, in the one format that both engines and all stages share.
///
/// A frame is a header of 32 bytes, little-endian, then key, headers and value without padding:
///
/// | bytes | field of ``FrameLayout`` |
/// | --- | --- |
/// | 0..<8 | timestamp, milliseconds since 1970 (Int64) |
/// | 8..<16 | offset minus the batch's base offset (Int64; gaps are allowed, after compaction) |
/// | 16..<20 | key length (UInt32) |
/// | 20..<24 | headers length (UInt32) |
/// | 24..<28 | value length (Int32; -1 is a tombstone) |
/// | 28..<32 | zero |
///
/// A frame is borrowed in place: reading a batch copies nothing.
package struct RecordFrames: Sendable, Equatable {
    /// Returns the bytes that a record takes as a frame, from the bytes of its parts; a tombstone's value has none.
    package static func frameLength(key: Int, headers: Int, value: Int) -> Int {
        FrameLayout.headerLength + key + headers + value
    }

    package let bytes: [UInt8]
    /// Number of records.
    package let count: Int
    /// Offset of the last record minus the base offset, plus one: how many offsets the batch covers.
    package let offsetSpan: Int64
    /// Smallest timestamp of the batch, in milliseconds since 1970.
    package let firstTimestampMilliseconds: Int64
    /// Largest timestamp of the batch, in milliseconds since 1970.
    package let lastTimestampMilliseconds: Int64

    package init(
        bytes: [UInt8],
        count: Int,
        offsetSpan: Int64,
        firstTimestampMilliseconds: Int64,
        lastTimestampMilliseconds: Int64
    ) {
        self.bytes = bytes
        self.count = count
        self.offsetSpan = offsetSpan
        self.firstTimestampMilliseconds = firstTimestampMilliseconds
        self.lastTimestampMilliseconds = lastTimestampMilliseconds
    }

    /// Reads back stored bytes, checking every length once so that later iteration needs no check.
    ///
    /// - Returns: nil when the bytes are not whole frames with rising offsets.
    package init?(checking bytes: [UInt8]) {
        var count = 0
        var last: Int64 = -1
        var first = Int64.max
        var latest = Int64.min
        let isWhole = bytes.withUnsafeBytes { buffer -> Bool in
            var position = 0
            while position < buffer.count {
                guard let frame = Frame(buffer, at: position), frame.offsetDelta > last else { return false }
                last = frame.offsetDelta
                first = min(first, frame.timestampMilliseconds)
                latest = max(latest, frame.timestampMilliseconds)
                count += 1
                position = frame.end
            }
            return true
        }
        guard isWhole, count > 0 else { return nil }
        self.init(
            bytes: bytes,
            count: count,
            offsetSpan: last + 1,
            firstTimestampMilliseconds: first,
            lastTimestampMilliseconds: latest
        )
    }

    /// Calls `body` with each record whose offset lies in `window`; offsets count from `baseOffset`.
    @inline(__always)
    package func visit<Failure: Error>(
        baseOffset: Int64,
        window: Range<Int64>,
        _ body: (RecordView) throws(Failure) -> Void
    ) throws(Failure) {
        let outcome = bytes.withUnsafeBytes { buffer -> Result<Void, Failure> in
            do throws(Failure) {
                var position = 0
                while position < buffer.count, let frame = Frame(buffer, at: position) {
                    position = frame.end
                    let offset = baseOffset + frame.offsetDelta
                    if offset >= window.upperBound {
                        break
                    }
                    if offset >= window.lowerBound {
                        try body(frame.view(of: buffer, offset: offset))
                    }
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try outcome.get()
    }

    /// Calls `body` with all records whose offset lies in `window`; the views must not escape.
    package func withRecords<Failure: Error>(
        baseOffset: Int64,
        window: Range<Int64>,
        _ body: ([RecordView]) throws(Failure) -> Void
    ) throws(Failure) {
        let outcome = bytes.withUnsafeBytes { buffer -> Result<Void, Failure> in
            let views = Self.views(buffer, count: count, baseOffset: baseOffset, window: window)
            do throws(Failure) {
                return .success(try body(views))
            } catch {
                return .failure(error)
            }
        }
        try outcome.get()
    }

    private static func views(
        _ buffer: UnsafeRawBufferPointer,
        count: Int,
        baseOffset: Int64,
        window: Range<Int64>
    ) -> [RecordView] {
        var views: [RecordView] = []
        views.reserveCapacity(count)
        var position = 0
        while position < buffer.count, let frame = Frame(buffer, at: position) {
            position = frame.end
            let offset = baseOffset + frame.offsetDelta
            if window.contains(offset) {
                views.append(frame.view(of: buffer, offset: offset))
            }
        }
        return views
    }
}
