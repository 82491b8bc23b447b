import Glibc

/// Cuts a stream of syslog into messages: each with an octet count, or ended by a line feed or NUL, as its sender
/// frames it.
///
/// Source: RFC 6587, sections 3.4.1 and 3.4.2; NUL is what glibc's syslog(3) sends to a stream. A message begins with a
/// digit of its count, or with another character; an invalid count makes it a line.
///
/// Limit: a message longer than `maximumMessageBytes` is cut to that length and marked as cut; its rest is dropped.
package struct SyslogStream: StreamAssembler {
    /// What was found at the start of a message.
    private enum Frame {
        /// A message of so many bytes behind its count.
        case counted(start: Int, length: Int)
        case line(end: Int)
        /// Its end has not come yet.
        case open
    }

    private let maximumMessageBytes: Int
    private var partial: [UInt8] = []
    /// Bytes of a counted message that are still to be dropped.
    private var dropping = 0
    private var isDroppingLine = false

    /// Begins at a message's start.
    package init(maximumMessageBytes: Int = 1 << 20) {
        precondition(maximumMessageBytes > 0, "a message has room for a byte")
        self.maximumMessageBytes = maximumMessageBytes
    }

    package var heldBytes: Int {
        partial.count
    }

    package mutating func feed(_ fresh: UnsafeRawBufferPointer) -> LineBlock? {
        let block = partial + fresh
        var pieces: [LineBlock.Line] = []
        var index = 0
        block.withUnsafeBytes { bytes in
            while index < bytes.count, takeNext(bytes, &index, into: &pieces) {}
        }
        partial = Array(block[index...])
        return pieces.isEmpty ? nil : LineBlock(bytes: block, lines: pieces, consumedBytes: 0)
    }

    package mutating func finish() -> LineBlock? {
        let block = partial
        partial = []
        defer {
            dropping = 0
            isDroppingLine = false
        }
        guard !block.isEmpty, !isDroppingLine else {
            return nil
        }
        var pieces: [LineBlock.Line] = []
        block.withUnsafeBytes { bytes in
            // A counted message that ends too early: the part that came.
            let start = Self.count(bytes, at: 0)?.start ?? 0
            take(start..<bytes.count, bytes, into: &pieces)
        }
        return pieces.isEmpty ? nil : LineBlock(bytes: block, lines: pieces, consumedBytes: 0)
    }

    /// Takes the message that begins at `index`; false when its end has not come yet.
    private mutating func takeNext(
        _ bytes: UnsafeRawBufferPointer,
        _ index: inout Int,
        into pieces: inout [LineBlock.Line]
    ) -> Bool {
        if dropping > 0 {
            let count = min(dropping, bytes.count - index)
            dropping -= count
            index += count
            return true
        }
        if isDroppingLine {
            let end = Self.lineEnd(bytes, from: index)
            isDroppingLine = end == nil
            index = end.map { $0 + 1 } ?? bytes.count
            return true
        }
        if [0x0A, 0x0D, 0x00].contains(bytes[index]) {
            index += 1
            return true
        }
        switch frame(bytes, at: index) {
        case .counted(let start, let length):
            let taken = min(length, maximumMessageBytes)
            take(start..<start + taken, bytes, isCut: taken < length, into: &pieces)
            dropping = length - taken
            index = start + taken
            return true
        case .line(let end):
            take(index..<end, bytes, into: &pieces)
            index = end + 1
            return true
        case .open:
            guard bytes.count - index > maximumMessageBytes + 16 else {
                return false
            }
            take(index..<index + maximumMessageBytes, bytes, isCut: true, into: &pieces)
            isDroppingLine = true
            index += maximumMessageBytes
            return true
        }
    }

    private func frame(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Frame {
        if let count = Self.count(bytes, at: index) {
            return count.start + min(count.length, maximumMessageBytes) <= bytes.count
                ? .counted(start: count.start, length: count.length) : .open
        }
        guard let end = Self.lineEnd(bytes, from: index) else {
            return .open
        }
        return .line(end: end)
    }

    /// The count of a message and where the message begins: up to nine digits, a space, and `<`.
    private static func count(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (start: Int, length: Int)? {
        var length = 0
        var end = index
        while end < bytes.count, end - index < 9, bytes[end] &- 0x30 <= 9 {
            length = length * 10 + Int(bytes[end] - 0x30)
            end += 1
        }
        guard end > index, length > 0, end + 1 < bytes.count, bytes[end] == 0x20, bytes[end + 1] == 0x3C else {
            return nil
        }
        return (end + 1, length)
    }

    private static func lineEnd(_ bytes: UnsafeRawBufferPointer, from index: Int) -> Int? {
        guard let base = bytes.baseAddress, index < bytes.count else {
            return nil
        }
        let end = memchr(base + index, 0x0A, bytes.count - index).map { UnsafeRawPointer($0) - base } ?? bytes.count
        let nul = memchr(base + index, 0, end - index).map { UnsafeRawPointer($0) - base } ?? end
        return nul < bytes.count ? nul : nil
    }

    private func take(
        _ range: Range<Int>,
        _ bytes: UnsafeRawBufferPointer,
        isCut: Bool = false,
        into pieces: inout [LineBlock.Line]
    ) {
        let length = min(range.count, maximumMessageBytes)
        let line = UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound..<range.lowerBound + length])
        let message = SyslogMessage.range(in: line)
        let start = range.lowerBound
        pieces.append(
            LineBlock.Line(
                start + message.lowerBound..<start + message.upperBound,
                isCut: isCut || length < range.count
            )
        )
    }
}
