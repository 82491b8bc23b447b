/// The splits of a forest in eight bytes each instead of twelve, for rows whose values all fit in 16 bits.
///
/// Vectors of logarithms always do. A walk then reads a third less memory, its main cost; it ends where the walk over
/// ``ForestNode`` ends, with the same penalties.
struct CompactTrees: Sendable, Equatable {
    /// One split.
    private struct Split: Sendable, Equatable {
        /// Values above it, in thousandths, go right.
        var threshold: Int16
        /// The lowest value that is not outside.
        var low: Int16
        /// How far the highest value that is not outside lies above the lowest.
        var width: UInt16
        /// The feature that is compared.
        var feature: UInt16

        /// Packs a split; nil when its threshold does not fit.
        ///
        /// A border that does not fit is moved to the nearest that does: no value of a row that fits lies between.
        init?(_ node: ForestNode) {
            guard let threshold = Int16(exactly: node.isLeaf ? Int32(Int16.max) : node.threshold) else { return nil }
            self.threshold = threshold
            feature = UInt16(truncatingIfNeeded: node.feature)
            guard node.reach < .max else {
                low = .min
                width = .max
                return
            }
            let lowest = Int(node.threshold) - Int(node.reach >> 1)
            let highest = lowest + Int(node.reach)
            low = Int16(clamping: lowest)
            width = UInt16(Int(Int16(clamping: highest)) - Int(low))
        }
    }

    /// `[treeCount x 255]`, and nothing once a split did not fit.
    private var splits: [Split] = []
    private var isWhole = true

    /// Appends the nodes of one tree, `[255]`.
    mutating func append(_ nodes: [ForestNode]) {
        guard isWhole else { return }
        for node in nodes {
            guard let split = Split(node) else {
                splits = []
                isWhole = false
                return
            }
            splits.append(split)
        }
    }

    /// Whether a row of the forest's width can be walked through these splits.
    func fits(_ row: UnsafeBufferPointer<Int32>) -> Bool {
        guard isWhole else { return false }
        var difference: Int32 = 0
        for value in row { difference |= value ^ Int32(Int16(truncatingIfNeeded: value)) }
        return difference == 0
    }

    /// Sums the path lengths of a row that ``fits(_:)``, in 1/65536 split, less one split for each range penalty.
    ///
    /// - Parameters:
    ///   - row: The forest's width of values.
    ///   - leaves: Path lengths where a walk ends, `[treeCount x 256]`.
    /// - Returns: The sum over all trees.
    func total(of row: UnsafePointer<Int32>, leaves: UnsafePointer<Int32>) -> Int32 {
        splits.withUnsafeBufferPointer { splits in
            guard var nodes = splits.baseAddress else { return 0 }
            var leaves = leaves
            var left = splits.count / IsolationForest.splitsPerTree
            var total: Int32 = 0
            // Five walks side by side: each step waits for memory, so five wait at once.
            while left >= 5 {
                total &+= Self.walkFive(row, nodes, leaves)
                nodes += 5 &* IsolationForest.splitsPerTree
                leaves += 5 &* IsolationForest.leavesPerTree
                left &-= 5
            }
            while left > 0 {
                var place = 0
                var outside: Int32 = 0
                for _ in 0..<IsolationForest.depth { place = Self.step(row, nodes, place, &outside) }
                total &+= leaves[place &- IsolationForest.splitsPerTree] &- outside &* PathLengthTable.unit
                nodes += IsolationForest.splitsPerTree
                leaves += IsolationForest.leavesPerTree
                left &-= 1
            }
            return total
        }
    }

    @inline(__always)
    private static func walkFive(
        _ row: UnsafePointer<Int32>,
        _ nodes: UnsafePointer<Split>,
        _ leaves: UnsafePointer<Int32>
    ) -> Int32 {
        let size = IsolationForest.splitsPerTree
        var place0 = 0
        var place1 = 0
        var place2 = 0
        var place3 = 0
        var place4 = 0
        var outside: Int32 = 0
        for _ in 0..<IsolationForest.depth {
            place0 = step(row, nodes, place0, &outside)
            place1 = step(row, nodes + size, place1, &outside)
            place2 = step(row, nodes + 2 &* size, place2, &outside)
            place3 = step(row, nodes + 3 &* size, place3, &outside)
            place4 = step(row, nodes + 4 &* size, place4, &outside)
        }
        let ends = leaves - size
        let sum = ends[place0] &+ ends[place1 &+ 256] &+ ends[place2 &+ 512] &+ ends[place3 &+ 768]
        return sum &+ ends[place4 &+ 1024] &- outside &* PathLengthTable.unit
    }

    @inline(__always)
    private static func step(
        _ row: UnsafePointer<Int32>,
        _ nodes: UnsafePointer<Split>,
        _ place: Int,
        _ outside: inout Int32
    ) -> Int {
        let node = nodes[place]
        let value = row[Int(node.feature)]
        // One unsigned comparison tells both sides, as over whole nodes.
        outside &+= UInt32(bitPattern: value &- Int32(node.low)) > UInt32(node.width) ? 1 : 0
        return 2 &* place &+ 1 &+ (value > Int32(node.threshold) ? 1 : 0)
    }
}
