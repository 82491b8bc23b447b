import EventModel
import JSONText

/// How many alerts each filter of a door has dropped, including filters that are no longer in the settings.
///
/// At most `maximumNames` names; drops of later names are counted under ``otherName``.
package struct FilterCounts: Sendable, Equatable {
    /// One filter's count.
    package struct Entry: Sendable, Equatable {
        /// The filter's name.
        package let name: String
        /// Alerts that it dropped.
        package fileprivate(set) var count: UInt64
    }

    /// The most names with their own count.
    package static let maximumNames = 256
    /// The name for filters beyond the limit; no filter can have it.
    package static let otherName = "(other)"

    /// In the order of the names' bytes.
    package private(set) var entries: [Entry] = []

    init() {}

    init(_ elements: JSONElements) throws(PayloadFault) {
        for element in elements {
            let reader = try MemberReader(element, of: "FilterCounts")
            add(try reader.uint64("count"), to: try reader.string("name"))
        }
    }

    /// The count of a name; 0 for one that is not there.
    package subscript(name: String) -> UInt64 {
        entries.first { $0.name == name }?.count ?? 0
    }

    mutating func add(_ count: UInt64, to name: String) {
        if let index = entries.firstIndex(where: { $0.name == name }) {
            entries[index].count += count
            return
        }
        let names = entries.count(where: { $0.name != Self.otherName })
        guard names < Self.maximumNames || name == Self.otherName else {
            return add(count, to: Self.otherName)
        }
        let index = entries.firstIndex { name.utf8.lexicographicallyPrecedes($0.name.utf8) } ?? entries.endIndex
        entries.insert(Entry(name: name, count: count), at: index)
    }

    /// Adds the increase of other counts since an earlier moment.
    mutating func add(_ other: FilterCounts, since earlier: FilterCounts) {
        for entry in other.entries where entry.count > earlier[entry.name] {
            add(entry.count - earlier[entry.name], to: entry.name)
        }
    }

    func write(into writer: inout JSONWriter) {
        writer.beginArray()
        for entry in entries {
            writer.beginObject()
            writer.key("name")
            writer.string(entry.name)
            writer.key("count")
            writer.uint(entry.count)
            writer.endObject()
        }
        writer.endArray()
    }
}
