/// Joins the lines of an object that stands over several lines, as `jq` and editors write it; others pass as they are.
///
/// A line that begins with a brace and leaves it open is held with those behind it until the brace closes. When a line
/// cannot go on with the object (a string that does not end, a word where a key has to be) the held lines come out one by
/// one: a torn line with whole ones behind it. A joined object is one piece with its line feeds, without the comma that
/// stands behind an element of an array.
///
/// From an object's first line on everything is held, so that a position never lies inside one. Limit: of
/// `maximumHeldBytes` held the lines come out one by one.
struct ObjectJoiner {
    private let maximumHeldBytes: Int
    private var held: [[UInt8]] = []
    private var heldBytes = 0
    private var shape = OpenObject()
    /// The end of what was seen of the source.
    private var seenBytes: UInt64 = 0

    init(maximumHeldBytes: Int) {
        self.maximumHeldBytes = maximumHeldBytes
    }

    /// Bytes of lines that wait for the rest of their object.
    var heldCount: Int { heldBytes }

    /// Whether lines wait for the rest of their object.
    var isHolding: Bool { !held.isEmpty }

    /// Takes the next lines and returns those that are whole; nil when there are none.
    mutating func join(_ block: LineBlock) -> LineBlock? {
        seenBytes = block.consumedBytes
        let first = isHolding ? block.lines.startIndex : block.lines.firstIndex { Self.opens($0, of: block) }
        guard let first else { return block }
        var output = Output(bytes: block.bytes, lines: Array(block.lines[..<first]))
        var heldFrom: UInt64?
        for line in block.lines[first...] {
            block.bytes.withUnsafeBytes { take(line, UnsafeRawBufferPointer(rebasing: $0[line.range]), into: &output) }
            if held.count == 1 {
                heldFrom = block.startBytes + UInt64(line.range.lowerBound)
            } else if !isHolding {
                heldFrom = nil
            }
        }
        guard !output.lines.isEmpty else { return nil }
        return LineBlock(
            bytes: output.bytes,
            lines: output.lines,
            consumedBytes: heldFrom ?? block.consumedBytes,
            startBytes: block.startBytes
        )
    }

    /// Takes what is held for what it is; nil when nothing is.
    mutating func finish() -> LineBlock? {
        guard isHolding else { return nil }
        var output = Output(bytes: [], lines: [])
        flush(into: &output)
        return LineBlock(bytes: output.bytes, lines: output.lines, consumedBytes: seenBytes, startBytes: seenBytes)
    }

    private struct Output {
        var bytes: [UInt8]
        var lines: [LineBlock.Line]

        mutating func append(_ piece: some Sequence<UInt8>) {
            let start = bytes.count
            bytes += piece
            lines.append(LineBlock.Line(start..<bytes.count))
        }
    }

    /// Whether a line begins with a brace and does not end with one: most lines end here.
    private static func opens(_ line: LineBlock.Line, of block: LineBlock) -> Bool {
        guard !line.isCut else { return false }
        let text = block.bytes[line.range]
        guard let first = text.first(where: { $0 > 0x20 }), first == 0x7B else { return false }
        return text.last { $0 > 0x20 } != 0x7D
    }

    private mutating func take(_ line: LineBlock.Line, _ text: UnsafeRawBufferPointer, into output: inout Output) {
        if isHolding {
            guard !line.isCut, heldBytes + text.count <= maximumHeldBytes, shape.takes(text) else {
                flush(into: &output)
                return take(line, text, into: &output)
            }
            hold(text)
            if shape.isClosed { emit(into: &output) }
            return
        }
        var fresh = OpenObject()
        guard !line.isCut, text.first(where: { $0 > 0x20 }) == 0x7B, text.last(where: { $0 > 0x20 }) != 0x7D,
            fresh.takes(text)
        else {
            output.lines.append(line)
            return
        }
        shape = fresh
        hold(text)
        if shape.isClosed { emit(into: &output) }
    }

    private mutating func hold(_ text: UnsafeRawBufferPointer) {
        held.append(Array(text))
        heldBytes += text.count + 1
    }

    private mutating func emit(into output: inout Output) {
        var piece = Array(held.joined(separator: CollectionOfOne(0x0A)))
        while let last = piece.last, last <= 0x20 || last == 0x2C {
            piece.removeLast()
        }
        output.append(piece)
        clear()
    }

    private mutating func flush(into output: inout Output) {
        for text in held {
            output.append(text)
        }
        clear()
    }

    private mutating func clear() {
        held.removeAll()
        heldBytes = 0
    }
}
