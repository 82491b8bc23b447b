import JSONText

/// Joins lines that a container runtime split, and passes all others on as they are.
///
/// From the first part of a line to its last one all following lines are held, so that the order stays and a position
/// never lies inside a joined line: reading from a position includes all its parts. A joined line is the text alone,
/// without the wrappers of its parts.
///
/// Limit: when more than `maximumHeldBytes` are held, incomplete lines are handed out as cut, and the rest of their
/// parts is dropped.
struct SplitLineJoiner {
    private struct Held {
        var bytes: [UInt8]
        var isCut: Bool
        /// The stream whose next part belongs here; nil for a line that is whole.
        var openStream: Int?
    }

    private let maximumHeldBytes: Int
    private var held: [Held] = []
    private var heldBytes = 0
    private var isDropping = [false, false]
    /// The end of what was seen of the source.
    private var seenBytes: UInt64 = 0
    private var parser: JSONParser?

    init(maximumHeldBytes: Int) {
        self.maximumHeldBytes = maximumHeldBytes
    }

    /// Bytes of lines that wait for a part.
    var heldCount: Int {
        heldBytes
    }

    /// Whether lines wait for a part.
    var isHolding: Bool {
        !held.isEmpty
    }

    /// Takes the next lines and returns those that are whole; nil when there are none.
    mutating func join(_ block: LineBlock) -> LineBlock? {
        seenBytes = block.consumedBytes
        let isPlain = held.isEmpty && !isDropping[0] && !isDropping[1]
        let first = isPlain ? block.lines.firstIndex { Self.isPart($0, of: block) } : block.lines.startIndex
        guard let first else {
            return block
        }
        var output = Output(bytes: block.bytes, lines: Array(block.lines[..<first]))
        // What is held from an earlier block is before this one, in this source or in the one before.
        var heldFrom: UInt64?
        for line in block.lines[first...] {
            let wasHolding = isHolding
            block.bytes.withUnsafeBytes { take(line, UnsafeRawBufferPointer(rebasing: $0[line.range]), into: &output) }
            if isHolding, !wasHolding {
                heldFrom = line.sourceStart ?? block.startBytes + UInt64(line.range.lowerBound)
            } else if !isHolding {
                heldFrom = nil
            }
        }
        guard !output.lines.isEmpty else {
            return nil
        }
        return LineBlock(
            bytes: output.bytes,
            lines: output.lines,
            consumedBytes: heldFrom ?? block.consumedBytes,
            startBytes: block.startBytes
        )
    }

    /// Hands out held lines as complete; nil when none is held.
    mutating func finish() -> LineBlock? {
        isDropping = [false, false]
        guard isHolding else {
            return nil
        }
        var output = Output(bytes: [], lines: [])
        flush(into: &output)
        return LineBlock(bytes: output.bytes, lines: output.lines, consumedBytes: seenBytes, startBytes: seenBytes)
    }

    private struct Output {
        var bytes: [UInt8]
        var lines: [LineBlock.Line]
    }

    private static func isPart(_ line: LineBlock.Line, of block: LineBlock) -> Bool {
        guard !line.isCut else {
            return false
        }
        return block.bytes.withUnsafeBytes { bytes in
            SplitPiece(UnsafeRawBufferPointer(rebasing: bytes[line.range])).map { !$0.isLast } ?? false
        }
    }

    private mutating func take(_ line: LineBlock.Line, _ content: UnsafeRawBufferPointer, into output: inout Output) {
        guard !line.isCut, let piece = SplitPiece(content) else {
            return pass(line, content, into: &output)
        }
        guard !isDropping[piece.stream] else {
            isDropping[piece.stream] = !piece.isLast
            return
        }
        let open = held.firstIndex { $0.openStream == piece.stream }
        guard open != nil || !piece.isLast, let text = text(of: piece, content) else {
            return pass(line, content, into: &output)
        }
        if let open {
            held[open].bytes += text
            held[open].openStream = piece.isLast ? nil : piece.stream
        } else {
            held.append(Held(bytes: text, isCut: false, openStream: piece.stream))
        }
        heldBytes += text.count
        settle(into: &output)
    }

    /// A line that is no part of another one.
    private mutating func pass(_ line: LineBlock.Line, _ content: UnsafeRawBufferPointer, into output: inout Output) {
        guard isHolding else {
            output.lines.append(line)
            return
        }
        held.append(Held(bytes: Array(content), isCut: line.isCut, openStream: nil))
        heldBytes += content.count
        settle(into: &output)
    }

    private mutating func settle(into output: inout Output) {
        if heldBytes > maximumHeldBytes {
            for index in held.indices {
                guard let stream = held[index].openStream else {
                    continue
                }
                held[index].isCut = true
                held[index].openStream = nil
                isDropping[stream] = true
                held[index].bytes = Array(held[index].bytes.prefix(maximumHeldBytes))
            }
        }
        if held.allSatisfy({ $0.openStream == nil }) {
            flush(into: &output)
        }
    }

    private mutating func flush(into output: inout Output) {
        for entry in held {
            let start = output.bytes.count
            output.bytes += entry.bytes
            output.lines.append(LineBlock.Line(start..<output.bytes.count, isCut: entry.isCut))
        }
        held.removeAll()
        heldBytes = 0
    }

    private mutating func text(of piece: SplitPiece, _ content: UnsafeRawBufferPointer) -> [UInt8]? {
        switch piece.text {
        case .from(let start):
            return Array(content[start...])
        case .dockerMember:
            let parser = parser ?? JSONParser()
            self.parser = parser
            let text = try? parser.withDocument(content) { view in view.member("log")?.stringBytes.map { Array($0) } }
            guard var text = text ?? nil else {
                return nil
            }
            if text.last == 0x0A {
                text.removeLast()
            }
            return text
        }
    }
}
