import Foundation

/// The script with which `wrk` makes every body another one, and tells what it saw.
///
/// The bodies are generated alerts, read from a file; the nine digits behind the second of their `time` are replaced by
/// a counter that no two requests share, so no two bodies are equal.
enum LoadScript {
    /// Writes the script and its bodies into a folder.
    ///
    /// - Returns: The script's path.
    static func write(to folder: TemporaryFolder, bodies: Int, seed: UInt64, generation: Int) throws -> String {
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
            base = \(generation) * 100000000 + number * 10000000
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
        end
        function request()
            sent = sent + 1
            local index = sent % #heads + 1
            return wrk.format(nil, nil, nil, heads[index] .. string.format("%09d", base + sent) .. tails[index])
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
