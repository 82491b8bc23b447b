/// Whole lines of one source in one block of bytes.
package struct LineBlock: Sendable, Equatable {
    /// Where one line is in the block.
    package struct Line: Sendable, Equatable {
        /// Without its end of line.
        package let range: Range<Int>

        /// Whether this is only the beginning of a line that is longer than the limit; the rest of it is omitted.
        package let isCut: Bool

        /// Where it begins in the source when it was copied into the block, in bytes from the source's start; nil when it
        /// stands there as it stands in the source.
        package let sourceStart: UInt64?

        package init(_ range: Range<Int>, isCut: Bool = false, sourceStart: UInt64? = nil) {
            self.range = range
            self.isCut = isCut
            self.sourceStart = sourceStart
        }
    }

    /// The block that the lines lie in; there may be other bytes between and behind them.
    package let bytes: [UInt8]

    /// Where each line lies, in order.
    package let lines: [Line]

    /// Bytes of the source, from its start, that these and all earlier lines took, their ends of line included.
    package let consumedBytes: UInt64

    /// Where in the source the block's first byte stands, in bytes from its start.
    package let startBytes: UInt64

    package init(bytes: [UInt8], lines: [Line], consumedBytes: UInt64, startBytes: UInt64 = 0) {
        self.bytes = bytes
        self.lines = lines
        self.consumedBytes = consumedBytes
        self.startBytes = startBytes
    }
}
