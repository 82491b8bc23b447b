/// One tree of a forest, as a perfect tree of depth 8 that is filled while it grows or is read.
struct IsolationTree {
    /// Splits, `[255]`.
    private(set) var nodes = [ForestNode](repeating: .passing, count: IsolationForest.splitsPerTree)
    /// Path lengths where a walk ends, in 1/65536 split, `[256]`.
    private(set) var leaves = [Int32](repeating: 0, count: IsolationForest.leavesPerTree)
    /// Training rows at each node, `[511]`.
    private(set) var sizes = [UInt16](repeating: 0, count: IsolationForest.nodesPerTree)

    /// Splits a node of a number of rows.
    mutating func split(place: Int, size: Int, by node: ForestNode) {
        nodes[place] = node
        sizes[place] = UInt16(size)
    }

    /// Ends the tree at a node: all that lies below it gets the leaf's path length and size.
    mutating func close(place: Int, level: Int, size: Int, pathLengths: PathLengthTable) {
        let length = Int32(level) * PathLengthTable.unit + pathLengths.lengths[size]
        var first = place
        var count = 1
        for _ in level...IsolationForest.depth {
            for below in first..<first + count {
                sizes[below] = UInt16(size)
                if below < IsolationForest.splitsPerTree {
                    nodes[below] = .passing
                } else {
                    leaves[below - IsolationForest.splitsPerTree] = length
                }
            }
            first = 2 * first + 1
            count *= 2
        }
    }

    /// Works out the expected path length at each node, in 1/65536 split, `[511]`.
    ///
    /// It is the node's level and c(rows at the node); all that lies below a leaf has the leaf's, so that a walk that
    /// goes on there changes nothing.
    func expectedPaths(rowCount: Int, pathLengths: PathLengthTable) -> [Int32] {
        var paths = [Int32](repeating: pathLengths.lengths[rowCount], count: IsolationForest.nodesPerTree)
        var level: Int32 = 0
        for place in 1..<IsolationForest.nodesPerTree {
            // A level begins at one less than a power of two.
            if (place + 1) & place == 0 { level += 1 }
            let parent = (place - 1) / 2
            paths[place] =
                nodes[parent].isLeaf
                ? paths[parent] : level * PathLengthTable.unit + pathLengths.lengths[Int(sizes[place])]
        }
        return paths
    }
}
