extension IsolationForest {
    /// Works out what each feature took from the path of a row, in 1/65536 split over all trees.
    ///
    /// At each split the feature is credited with the expected path before it less the expected path after it, and with
    /// one split when the value lies outside the node's range. The sum of all credits is exactly the average total less
    /// the row's path total, so they explain the whole score; a positive credit made the row stranger.
    ///
    /// - Parameter row: `featureCount` values in thousandths, each within ``FeatureMatrix/limit``.
    /// - Returns: One credit for each feature.
    package func credits(of row: UnsafeBufferPointer<Int32>) -> [Int64] {
        precondition(row.count == featureCount, "a row has the features of the forest")
        var credits = [Int64](repeating: 0, count: featureCount)
        for tree in 0..<treeCount {
            let firstNode = tree * Self.splitsPerTree
            let firstSize = tree * Self.nodesPerTree
            var place = 0
            var level: Int32 = 0
            var expected = pathLengths.lengths[sampleSize]
            while place < Self.splitsPerTree {
                let node = nodes[firstNode + place]
                if node.isLeaf { break }
                let feature = Int(node.feature)
                let value = row[feature]
                let low = node.threshold &- Int32(truncatingIfNeeded: node.reach >> 1)
                if UInt32(bitPattern: value &- low) > node.reach {
                    credits[feature] += Int64(PathLengthTable.unit)
                }
                place = 2 * place + 1 + (value > node.threshold ? 1 : 0)
                level += 1
                let size = Int(sizes[firstSize + place])
                let after = level * PathLengthTable.unit + pathLengths.lengths[size]
                credits[feature] += Int64(expected - after)
                expected = after
            }
        }
        return credits
    }
}
