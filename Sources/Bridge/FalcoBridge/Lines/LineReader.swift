/// Cuts a stream of bytes into lines and joins those that a container runtime split.
///
/// Limits: see ``LineAssembler`` for a line that is too long; of split lines as much is held as a line may be long.
package struct LineReader: StreamAssembler {
    private let maximumLineBytes: Int
    private var lines: LineAssembler
    private var joiner: SplitLineJoiner

    /// Begins at a line's start, `position` bytes behind the start of the source.
    package init(maximumLineBytes: Int = 1 << 20, position: UInt64 = 0) {
        self.maximumLineBytes = maximumLineBytes
        lines = LineAssembler(maximumLineBytes: maximumLineBytes, position: position)
        joiner = SplitLineJoiner(maximumHeldBytes: maximumLineBytes)
    }

    package var heldBytes: Int {
        lines.partialCount + joiner.heldCount
    }

    /// Where the first line stands that has not come out, when all before it did; nil while split lines are held.
    var resumption: UInt64? {
        joiner.isHolding ? nil : lines.position
    }

    package mutating func feed(_ fresh: UnsafeRawBufferPointer) -> LineBlock? {
        guard let block = lines.feed(fresh) else {
            return nil
        }
        return joiner.join(block)
    }

    /// Takes the end of one source for the end of its last line; a split line may go on in the next source.
    ///
    /// - Parameter position: Where in the next source reading begins.
    /// - Returns: The last line, nil when there is none or it is held.
    mutating func changeSource(to position: UInt64) -> LineBlock? {
        let last = lines.finish()
        lines = LineAssembler(maximumLineBytes: maximumLineBytes, position: position)
        return last.flatMap { joiner.join($0) }
    }

    /// Takes the end of the source for the end of everything that is held; nil when nothing is.
    package mutating func finish() -> LineBlock? {
        let last = lines.finish().flatMap { joiner.join($0) }
        guard let rest = joiner.finish() else {
            return last
        }
        guard let last else {
            return rest
        }
        let shift = last.bytes.count
        let moved = rest.lines.map { line in
            LineBlock.Line(line.range.lowerBound + shift..<line.range.upperBound + shift, isCut: line.isCut)
        }
        return LineBlock(
            bytes: last.bytes + rest.bytes,
            lines: last.lines + moved,
            consumedBytes: rest.consumedBytes,
            startBytes: last.startBytes
        )
    }
}
