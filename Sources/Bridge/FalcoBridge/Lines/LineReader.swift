/// Cuts a stream of bytes into lines, and joins those that a container runtime split and those of one object.
///
/// Limits: see ``LineAssembler`` for a line that is too long; of split lines and of objects as much is held
/// as a line may be long.
package struct LineReader: StreamAssembler {
    private let maximumLineBytes: Int
    private var lines: LineAssembler
    private var joiner: SplitLineJoiner
    private var objects: ObjectJoiner

    /// Begins at a line's start, `position` bytes behind the start of the source.
    package init(maximumLineBytes: Int = 1 << 20, position: UInt64 = 0) {
        self.maximumLineBytes = maximumLineBytes
        lines = LineAssembler(maximumLineBytes: maximumLineBytes, position: position)
        joiner = SplitLineJoiner(maximumHeldBytes: maximumLineBytes)
        objects = ObjectJoiner(maximumHeldBytes: maximumLineBytes)
    }

    package var heldBytes: Int {
        lines.partialCount + joiner.heldCount + objects.heldCount
    }

    /// The position of the first line that is not handed out yet; nil while split lines are held.
    var resumption: UInt64? {
        joiner.isHolding || objects.isHolding ? nil : lines.position
    }

    package mutating func feed(_ fresh: UnsafeRawBufferPointer) -> LineBlock? {
        guard let block = lines.feed(fresh) else {
            return nil
        }
        return objects.join(block).flatMap { joiner.join($0) }
    }

    /// Treats the end of one source as the end of its last line; a split line may continue in the next source.
    ///
    /// - Parameter position: Where in the next source reading begins.
    /// - Returns: The last line, nil when there is none or it is held.
    mutating func changeSource(to position: UInt64) -> LineBlock? {
        let last = lines.finish()
        lines = LineAssembler(maximumLineBytes: maximumLineBytes, position: position)
        return last.flatMap { objects.join($0) }.flatMap { joiner.join($0) }
    }

    /// Treats the end of the source as the end of all held lines; nil when none is held.
    package mutating func finish() -> LineBlock? {
        var whole = lines.finish().flatMap { objects.join($0) }.flatMap { joiner.join($0) }
        if let rest = objects.finish().flatMap({ joiner.join($0) }) {
            whole = Self.behind(whole, rest)
        }
        return Self.behind(whole, joiner.finish())
    }

    /// One block of two that follow each other.
    private static func behind(_ first: LineBlock?, _ second: LineBlock?) -> LineBlock? {
        guard let first else { return second }
        guard let second else { return first }
        let shift = first.bytes.count
        let moved = second.lines.map { line in
            LineBlock.Line(line.range.lowerBound + shift..<line.range.upperBound + shift, isCut: line.isCut)
        }
        return LineBlock(
            bytes: first.bytes + second.bytes,
            lines: first.lines + moved,
            consumedBytes: second.consumedBytes,
            startBytes: first.startBytes
        )
    }
}
