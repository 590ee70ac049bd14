-- Neovim's own client and the server: nvim --headless -u NONE -i NONE -c "luafile neovim.lua", with PROGRAM set, in a
-- folder with a.blk. Prints what came of each step; the first that fails ends it with status 1.
local function check(what, holds)
  io.stdout:write(what, holds and ": yes\n" or ": no\n")
  if not holds then
    vim.cmd("cquit 1")
  end
end
local wait = 60000
local function diagnostics()
  return vim.diagnostic.get(0)
end
local function ask(id, method, params)
  params.textDocument = vim.lsp.util.make_text_document_params()
  local all = vim.lsp.buf_request_sync(0, "textDocument/" .. method, params, wait)
  return all and all[id] and all[id].result
end

vim.filetype.add({ extension = { blk = "blk" } })
vim.cmd("edit a.blk")
local id = vim.lsp.start_client({ name = "blockfold", cmd = { vim.env.PROGRAM, "rules", "server" } })
vim.lsp.buf_attach_client(0, id)
check("one mistake is shown", vim.wait(wait, function() return #diagnostics() == 1 end))
local one = diagnostics()[1]
check("at its place", one.code == "BF1103" and one.lnum == 6 and one.col == 12 and one.end_col == 17)
local hover = ask(id, "hover", { position = { line = 4, character = 12 } })
check("hover", hover and hover.contents.value:find("The number. 😀", 1, true) ~= nil)
vim.api.nvim_buf_set_text(0, 6, 12, 6, 17, { "count" })
check("typing removes it", vim.wait(wait, function() return #diagnostics() == 0 end))
vim.api.nvim_buf_set_text(0, 2, 14, 2, 14, { "   " })
vim.lsp.util.apply_text_edits(ask(id, "formatting", { options = {} }), 0, "utf-16")
local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
check("the layout is right", #lines == 8 and lines[7] == "  emit count(next, x)" and lines[3] == "axiom start { emit count(0, 1) }")
local items = ask(id, "completion", { position = { line = 4, character = 11 } })
check("completion", items and #items.items == 1 and items.items[1].label == "count")
vim.lsp.stop_client(id)
check("it stops", vim.wait(wait, function() return vim.lsp.client_is_stopped(id) end))
vim.cmd("qa!")
