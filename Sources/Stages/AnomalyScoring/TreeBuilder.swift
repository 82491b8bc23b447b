/// Builds one tree of a forest from its sample.
///
/// At each node a feature is drawn among those that vary there, and a threshold uniform in its range; a node of one
/// row, of equal rows, or at the height limit ceil(log2(sample size)) is a leaf.
/// Source: Liu, Ting and Zhou (2008), algorithm 2.
struct TreeBuilder {
    private let width: Int
    private let heightLimit: Int
    private let penalizesRange: Bool
    private let pathLengths: PathLengthTable
    private let sample: [Int32]
    private var random: RandomStream
    private var order: [Int]
    private var candidates: [Int]
    private var tree = IsolationTree()

    /// Prepares to build a tree from a sample of rows, `[rows x width]`.
    init(sample: FeatureMatrix, random: RandomStream, penalizesRange: Bool, pathLengths: PathLengthTable) {
        width = sample.width
        self.sample = sample.values
        self.random = random
        self.penalizesRange = penalizesRange
        self.pathLengths = pathLengths
        var limit = 0
        while 1 << limit < sample.rowCount { limit += 1 }
        heightLimit = limit
        order = Array(0..<sample.rowCount)
        candidates = Array(0..<width)
    }

    /// Builds the tree.
    mutating func build() -> IsolationTree {
        grow(place: 0, level: 0, first: 0, end: order.count)
        return tree
    }

    private mutating func grow(place: Int, level: Int, first: Int, end: Int) {
        guard level < heightLimit, end - first > 1, let node = drawSplit(first: first, end: end) else {
            tree.close(place: place, level: level, size: end - first, pathLengths: pathLengths)
            return
        }
        tree.split(place: place, size: end - first, by: node)
        let middle = part(first: first, end: end, by: node)
        grow(place: 2 * place + 1, level: level + 1, first: first, end: middle)
        grow(place: 2 * place + 2, level: level + 1, first: middle, end: end)
    }

    /// Draws features without replacement until one varies, then a threshold in its range.
    private mutating func drawSplit(first: Int, end: Int) -> ForestNode? {
        for drawn in 0..<width {
            candidates.swapAt(drawn, drawn + random.index(below: width - drawn))
            let feature = candidates[drawn]
            var low = sample[order[first] * width + feature]
            var high = low
            for position in first..<end {
                let value = sample[order[position] * width + feature]
                low = min(low, value)
                high = max(high, value)
            }
            if low == high { continue }
            let range = UInt32(bitPattern: high &- low)
            return ForestNode(
                threshold: low + Int32(random.next(below: UInt64(range))),
                reach: penalizesRange ? 2 * range : .max,
                feature: UInt32(feature)
            )
        }
        return nil
    }

    private mutating func part(first: Int, end: Int, by node: ForestNode) -> Int {
        var middle = first
        for position in first..<end
        where sample[order[position] * width + Int(node.feature)] <= node.threshold {
            order.swapAt(position, middle)
            middle += 1
        }
        return middle
    }
}
