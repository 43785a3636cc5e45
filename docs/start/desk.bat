@echo off
rem The desk on Windows, by double-click: makes its environment on first use, then opens the browser.
cd /d "%~dp0..\.."
.venv\Scripts\python -c "import starlette, markdown_it, highspy" 2>nul && goto start
echo First use: installing what the desk needs. This takes a few minutes.
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 goto nopython
py -3 -m venv --clear .venv
if errorlevel 1 goto failed
.venv\Scripts\python -m pip install -q -e ".[desk]"
if errorlevel 1 goto failed
:start
.venv\Scripts\python run.py desk
if errorlevel 1 pause
exit /b
:nopython
echo Python 3.11 or later is needed: install it from https://www.python.org/downloads/ and start this again.
pause
exit /b 1
:failed
rmdir /s /q .venv
echo The installation failed; see above. Is there a network?
pause
exit /b 1
