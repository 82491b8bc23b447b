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
    private var held: [(bytes: [UInt8], start: UInt64)] = []
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
            let start = block.startBytes + UInt64(line.range.lowerBound)
            block.bytes.withUnsafeBytes {
                take(line, UnsafeRawBufferPointer(rebasing: $0[line.range]), from: start, into: &output)
            }
            if held.count == 1 {
                heldFrom = start
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

        mutating func append(_ piece: some Sequence<UInt8>, from start: UInt64?) {
            let begin = bytes.count
            bytes += piece
            lines.append(LineBlock.Line(begin..<bytes.count, sourceStart: start))
        }
    }

    /// Whether a line begins an object over several lines: most lines end here.
    private static func opens(_ line: LineBlock.Line, of block: LineBlock) -> Bool {
        block.bytes.withUnsafeBytes { opens(line, UnsafeRawBufferPointer(rebasing: $0[line.range])) }
    }

    /// Whether a line begins with a brace and does not end with one.
    ///
    /// Docker's json-file driver writes an object a line: what begins as one is torn, and ``SplitLineJoiner`` has to see it
    /// where it stands in the source.
    private static func opens(_ line: LineBlock.Line, _ text: UnsafeRawBufferPointer) -> Bool {
        guard !line.isCut, let first = text.firstIndex(where: { $0 > 0x20 }), text[first] == 0x7B else { return false }
        return text.last { $0 > 0x20 } != 0x7D && !LineShape.starts(text, with: "{\"log\":", at: first)
    }

    private mutating func take(
        _ line: LineBlock.Line,
        _ text: UnsafeRawBufferPointer,
        from start: UInt64,
        into output: inout Output
    ) {
        if isHolding {
            guard !line.isCut, heldBytes + text.count <= maximumHeldBytes, shape.takes(text) else {
                flush(into: &output)
                return take(line, text, from: start, into: &output)
            }
            hold(text, from: start)
            if shape.isClosed { emit(into: &output) }
            return
        }
        var fresh = OpenObject()
        guard Self.opens(line, text), fresh.takes(text) else {
            output.lines.append(line)
            return
        }
        shape = fresh
        hold(text, from: start)
        if shape.isClosed { emit(into: &output) }
    }

    private mutating func hold(_ text: UnsafeRawBufferPointer, from start: UInt64) {
        held.append((Array(text), start))
        heldBytes += text.count + 1
    }

    private mutating func emit(into output: inout Output) {
        var piece = Array(held.map(\.bytes).joined(separator: CollectionOfOne(0x0A)))
        while let last = piece.last, last <= 0x20 || last == 0x2C {
            piece.removeLast()
        }
        output.append(piece, from: held.first?.start)
        clear()
    }

    private mutating func flush(into output: inout Output) {
        for line in held {
            output.append(line.bytes, from: line.start)
        }
        clear()
    }

    private mutating func clear() {
        held.removeAll()
        heldBytes = 0
    }
}
