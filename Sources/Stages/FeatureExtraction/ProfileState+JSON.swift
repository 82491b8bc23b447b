package import EventModel
package import JSONText

extension ProfileState: Payload {
    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "ProfileState")
        guard try reader.int64("profile") == 1 else { throw reader.bad("profile", "version 1") }
        guard
            let head = UInt32(exactly: try reader.int64("head")),
            let windows = AlertWindows(
                head: head,
                tens: try reader.required("tens"),
                minutes: try reader.required("minutes")
            )
        else { throw reader.bad("head", "the counts that features write") }
        self.windows = windows
        guard let age = UInt32(exactly: try reader.int64("age")), age <= windows.minute else {
            throw reader.bad("age", "minutes before the newest")
        }
        born = windows.minute - age
        let now = windows.minute
        rules = try Self.set("rules", Capacity.rules, now, reader)
        processes = try Self.set("processes", Capacity.processes, now, reader)
        lineages = try Self.set("lineages", Capacity.lineages, now, reader)
        files = try Self.set("files", Capacity.files, now, reader)
        remotes = try Self.set("remotes", Capacity.remotes, now, reader)
        users = try Self.set("users", Capacity.users, now, reader)
        images = try Self.set("images", Capacity.images, now, reader)
        ruleCounts = try Self.table("rule_counts", Capacity.rules, now, reader)
        entityCounts = try Self.table("entity_counts", Capacity.entities, now, reader)
    }

    package func write(into writer: inout JSONWriter) {
        let now = windows.minute
        writer.beginObject()
        writer.key("profile")
        writer.int(1)
        writer.key("head")
        writer.uint(UInt64(windows.head))
        writer.key("age")
        writer.uint(UInt64(now - born))
        windows.write(into: &writer)
        writer.key("rules")
        rules.write(into: &writer, now: now)
        writer.key("processes")
        processes.write(into: &writer, now: now)
        writer.key("lineages")
        lineages.write(into: &writer, now: now)
        writer.key("files")
        files.write(into: &writer, now: now)
        writer.key("remotes")
        remotes.write(into: &writer, now: now)
        writer.key("users")
        users.write(into: &writer, now: now)
        writer.key("images")
        images.write(into: &writer, now: now)
        writer.key("rule_counts")
        ruleCounts.write(into: &writer, now: now)
        writer.key("entity_counts")
        entityCounts.write(into: &writer, now: now)
        writer.endObject()
    }

    private static func set(
        _ name: StaticString,
        _ capacity: Int,
        _ now: UInt32,
        _ reader: borrowing MemberReader
    ) throws(PayloadFault) -> SeenSet {
        guard let set = SeenSet(from: try reader.required(name), now: now, capacity: capacity) else {
            throw reader.bad(name, "the hashes that features write")
        }
        return set
    }

    private static func table(
        _ name: StaticString,
        _ capacity: Int,
        _ now: UInt32,
        _ reader: borrowing MemberReader
    ) throws(PayloadFault) -> BurstTable {
        guard let table = BurstTable(from: try reader.required(name), now: now, capacity: capacity) else {
            throw reader.bad(name, "the counts that features write")
        }
        return table
    }
}
