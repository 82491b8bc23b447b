import Glibc

/// Cuts a stream of bytes into lines; LF ends a line, and a CR before it belongs to the end.
///
/// Limit: of a line longer than `maximumLineBytes` the first so many bytes come out, marked as cut, and the rest up to
/// its end is dropped. After a restart in the middle of such a line its rest counts as a line of its own.
package struct LineAssembler {
    private let maximumLineBytes: Int
    private var partial: [UInt8] = []
    private var isDropping = false
    private var consumed: UInt64

    /// Begins at a line's start, `position` bytes behind the start of the source.
    package init(maximumLineBytes: Int = 1 << 20, position: UInt64 = 0) {
        precondition(maximumLineBytes > 0, "a line has room for a byte")
        self.maximumLineBytes = maximumLineBytes
        consumed = position
    }

    /// Bytes of the line whose end has not come yet.
    package var partialCount: Int {
        partial.count
    }

    /// Bytes of the source, from its start, before the line whose end has not come yet.
    package var position: UInt64 {
        consumed
    }

    /// Takes the next bytes and returns the lines that they complete; nil when they complete none.
    package mutating func feed(_ fresh: UnsafeRawBufferPointer) -> LineBlock? {
        let began = consumed
        var block = partial
        block.reserveCapacity(partial.count + fresh.count)
        block.append(contentsOf: fresh)
        var lines: [LineBlock.Line] = []
        // What was searched before has no line end.
        var start = 0
        var search = partial.count
        while let end = Self.firstLineEnd(in: block, from: search) {
            take(block, start..<end, into: &lines)
            isDropping = false
            consumed += UInt64(end + 1 - start)
            start = end + 1
            search = start
        }
        if block.count - start > maximumLineBytes {
            if !isDropping {
                lines.append(LineBlock.Line(start..<start + maximumLineBytes, isCut: true))
            }
            isDropping = true
        }
        if isDropping {
            consumed += UInt64(block.count - start)
            start = block.count
        }
        partial = Array(block[start...])
        guard !lines.isEmpty else {
            return nil
        }
        return LineBlock(bytes: block, lines: lines, consumedBytes: consumed, startBytes: began)
    }

    /// Takes the end of the source for the end of the last line; nil when there is no such line.
    package mutating func finish() -> LineBlock? {
        let began = consumed
        var lines: [LineBlock.Line] = []
        let block = partial
        partial = []
        take(block, 0..<block.count, into: &lines)
        consumed += UInt64(block.count)
        isDropping = false
        guard !lines.isEmpty, !block.isEmpty else {
            return nil
        }
        return LineBlock(bytes: block, lines: lines, consumedBytes: consumed, startBytes: began)
    }

    private func take(_ block: [UInt8], _ range: Range<Int>, into lines: inout [LineBlock.Line]) {
        guard !isDropping else {
            return
        }
        if range.count > maximumLineBytes {
            lines.append(LineBlock.Line(range.lowerBound..<range.lowerBound + maximumLineBytes, isCut: true))
            return
        }
        let hasReturn = !range.isEmpty && block[range.upperBound - 1] == 0x0D
        lines.append(LineBlock.Line(range.lowerBound..<range.upperBound - (hasReturn ? 1 : 0)))
    }

    private static func firstLineEnd(in block: [UInt8], from start: Int) -> Int? {
        block.withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress else {
                return nil
            }
            return memchr(base + start, 0x0A, bytes.count - start).map { UnsafeRawPointer($0) - base }
        }
    }
}
