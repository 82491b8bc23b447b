import Glibc

/// Cuts a stream of bytes into lines; LF ends a line, and a CR before it belongs to the end.
///
/// Limit: of a line longer than `maximumLineBytes` the first so many bytes come out, marked as cut, and the rest up to
/// its end is dropped; a long array of objects comes out as its elements (``LongList``). After a restart in the middle of such a line its rest counts as a line of its own.
package struct LineAssembler {
    private let maximumLineBytes: Int
    private var partial: [UInt8] = []
    private var isDropping = false
    /// Whether elements of a long array came out, and its line goes on.
    private var isInList = false
    private var consumed: UInt64

    /// Begins at a line's start, `position` bytes behind the start of the source.
    package init(maximumLineBytes: Int = 1 << 20, position: UInt64 = 0) {
        precondition(maximumLineBytes > 0, "a line has room for a byte")
        self.maximumLineBytes = maximumLineBytes
        consumed = position
    }

    /// Bytes of the incomplete line.
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
        // The bytes searched before have no line end.
        var start = 0
        var search = partial.count
        while let end = Self.firstLineEnd(in: block, from: search) {
            take(block, start..<end, into: &lines)
            isDropping = false
            isInList = false
            consumed += UInt64(end + 1 - start)
            start = end + 1
            search = start
        }
        if !isDropping, isInList || (block.count - start > maximumLineBytes && LongList.begins(block[start...])) {
            isInList = true
            let end = takeElements(block, start..<block.count, into: &lines)
            consumed += UInt64(end - start)
            start = end
        }
        if let cut = isInList ? cutStart(block, start..<block.count) : start, block.count - cut > maximumLineBytes {
            if !isDropping {
                lines.append(LineBlock.Line(cut..<cut + maximumLineBytes, isCut: true))
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
        isInList = false
        guard !lines.isEmpty, !block.isEmpty else {
            return nil
        }
        return LineBlock(bytes: block, lines: lines, consumedBytes: consumed, startBytes: began)
    }

    private mutating func take(_ block: [UInt8], _ range: Range<Int>, into lines: inout [LineBlock.Line]) {
        guard !isDropping else {
            return
        }
        if isInList || (LongList.begins(block[range]) && (range.count > maximumLineBytes || block[range].isListRest)) {
            let range = takeElements(block, range, into: &lines)..<range.upperBound
            guard !range.isEmpty, !isDropping else { return }
            if let cut = cutStart(block, range) {
                lines.append(LineBlock.Line(cut..<cut + maximumLineBytes, isCut: true))
            } else {
                lines.append(LineBlock.Line(range.lowerBound..<withoutReturn(block, range)))
            }
            return
        }
        if range.count > maximumLineBytes {
            lines.append(LineBlock.Line(range.lowerBound..<range.lowerBound + maximumLineBytes, isCut: true))
            return
        }
        lines.append(LineBlock.Line(range.lowerBound..<withoutReturn(block, range)))
    }

    /// The end of a line without the carriage return before its line feed.
    private func withoutReturn(_ block: [UInt8], _ range: Range<Int>) -> Int {
        !range.isEmpty && block[range.upperBound - 1] == 0x0D ? range.upperBound - 1 : range.upperBound
    }

    /// Where the rest of a long array is cut that is longer than a line may be; nil when it is not.
    private func cutStart(_ block: [UInt8], _ range: Range<Int>) -> Int? {
        let open = LongList.behindPunctuation(block[range])
        if open - range.lowerBound > maximumLineBytes { return range.lowerBound }
        return range.upperBound - open > maximumLineBytes ? open : nil
    }

    /// Hands out the whole elements of a long array; of one that is longer than a line may be the beginning, and nothing
    /// of the line behind it.
    ///
    /// - Returns: The place behind what was handed out.
    private mutating func takeElements(
        _ block: [UInt8],
        _ range: Range<Int>,
        into lines: inout [LineBlock.Line]
    ) -> Int {
        var isTooLong = false
        let end = LongList.elements(block[range]) { element in
            guard !isTooLong else { return }
            isTooLong = element.count > maximumLineBytes
            let end = min(element.upperBound, element.lowerBound + maximumLineBytes)
            lines.append(LineBlock.Line(element.lowerBound..<end, isCut: isTooLong))
        }
        guard isTooLong else { return end }
        isDropping = true
        return range.upperBound
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
