/// Why parts do not make a pipeline: a mistake in a part's description, named with what to change.
package enum TopologyFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// An invalid name: it becomes part of groups, ids and users on a cluster.
    case badName(String)
    /// Two parts have one name.
    case sameName(String)
    /// Two parts commit their positions in one group.
    case sameGroup(String, first: String, second: String)
    /// A partition of a stage's output or of a changelog has one writer; here are two.
    case twoWriters(topic: String, first: String, second: String)
    /// No part writes a topic that a part reads.
    case unwritten(topic: String, reader: String)
    /// A stage reads a topic that neither is the head nor is written by a stage.
    case apartFromHead(topic: String, stage: String, head: String)
    /// The parts form a circle: each reads the output of another one.
    case cycle([String])

    package var description: String {
        switch self {
        case .badName(let name):
            "'\(name)' is not a name of a part; use lower-case letters, digits and hyphens, and begin with a letter"
        case .sameName(let name):
            "two parts are called \(name); give one of them another name"
        case .sameGroup(let group, let first, let second):
            "\(first) and \(second) commit in one group, \(group), so that each would skip what the other read; give "
                + "each a group of its own"
        case .twoWriters(let topic, let first, let second):
            "\(first) and \(second) both write \(topic), whose partitions have one writer each; give one of them a topic "
                + "of its own"
        case .unwritten(let topic, let reader):
            "\(reader) reads \(topic), which no part writes; add the part that writes it, or correct the topic's name"
        case .apartFromHead(let topic, let stage, let head):
            "the stage \(stage) reads \(topic), which does not follow from \(head), so no replay could decide it again; "
                + "read \(head), or what another stage writes"
        case .cycle(let names):
            "the parts \(names.joined(separator: ", ")) read what follows from their own output; let the data go one way"
        }
    }
}
