import Foundation

/// The script with which `wrk` makes every body another one, and tells what it saw.
///
/// The bodies are generated alerts, read from a file; the nine digits behind the second of their `time` are replaced by
/// a counter that no two requests share, so no two bodies are equal. Whole requests are put together from two prepared
/// halves: what `wrk` computes is taken from who answers it, since both share the processors.
///
/// Limit: 50 generations, each of 10,000,000 requests a thread and two threads.
enum LoadScript {
    /// Writes the script and its bodies into a folder.
    ///
    /// - Returns: The script's path.
    static func write(to folder: TemporaryFolder, bodies: Int, seed: UInt64, generation: Int) throws -> String {
        precondition((0..<50).contains(generation), "the counters of 50 generations have nine digits")
        let pool = AlertPool(seed: seed, count: bodies)
        var lines: [UInt8] = []
        lines.reserveCapacity(pool.bytes.count + bodies)
        for range in pool.ranges {
            lines.append(contentsOf: pool.bytes[range])
            lines.append(10)
        }
        let bodyFile = "\(folder.path)/bodies-\(generation).jsonl"
        try Data(lines).write(to: URL(fileURLWithPath: bodyFile))
        let script = "\(folder.path)/load-\(generation).lua"
        try Data(text(bodyFile: bodyFile, generation: generation).utf8).write(to: URL(fileURLWithPath: script))
        return script
    }

    private static func text(bodyFile: String, generation: Int) -> String {
        """
        local threads = {}
        function setup(thread)
            thread:set("number", #threads)
            table.insert(threads, thread)
        end
        function init(args)
            heads, tails, sent = {}, {}, 0
            for line in io.lines("\(bodyFile)") do
                local head, tail = line:match('^(.-"time":"[^"]-%.)%d+(Z".*)$')
                if head then
                    table.insert(heads, head)
                    table.insert(tails, tail)
                end
            end
            base = \(generation) * 20000000 + number * 10000000
            for index, head in ipairs(heads) do
                local length = #head + 9 + #tails[index]
                heads[index] = "POST / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Type: application/json\\r\\n"
                    .. "Content-Length: " .. length .. "\\r\\n\\r\\n" .. head
            end
        end
        function request()
            sent = sent + 1
            local index = sent % #heads + 1
            return heads[index] .. string.format("%09d", base + sent) .. tails[index]
        end
        function done(summary, latency, requests)
            local sent, bodies = 0, 0
            for _, thread in ipairs(threads) do
                sent = sent + thread:get("sent")
            end
            -- wrk asks the first thread for one request more, to see what the script makes.
            print(string.format("RESULT sent=%d answered=%d failed=%d microseconds=%d p50=%d p99=%d max=%d",
                sent - 1, summary.requests, summary.errors.status + summary.errors.read + summary.errors.write
                + summary.errors.timeout + summary.errors.connect, summary.duration, latency:percentile(50),
                latency:percentile(99), latency.max))
        end
        """
    }
}
